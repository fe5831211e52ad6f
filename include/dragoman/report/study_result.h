#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "dragoman/metrics/significance.h"
#include "dragoman/search/aligner.h"

namespace dragoman {

/// BLEU of the test sentences of some source lengths.
struct LengthScore {
  std::string source_words;  // "10-19"
  int64_t sentences = 0;
  double bleu = 0;
};

/// Scores of the test set with `concat` lines joined.
struct TestScores {
  int64_t concat = 1;
  int64_t sentences = 0;
  double bleu = 0, chrf = 0;
  Interval bleu_interval, chrf_interval;
  std::vector<LengthScore> by_length;
};

/// One validation.
struct CurvePoint {
  int64_t update = 0;
  double bleu = 0, perplexity = 0;
};

/// What a study knows of one variant trained with one seed.
struct StudyResult {
  std::string variant;
  int64_t seed = 0;
  std::string measured;  // what was asked of the test set, as the study said
  int64_t parameters = 0;
  int64_t updates = 0;
  double training_tokens_per_second = 0;  // target tokens
  double peak_memory_mib = 0;             // of the training process; 0 where it was not seen
  double perplexity = 0;                  // of the test references
  double sentences_per_second = 0;        // translated
  double entropy = 0;                     // of the attention over source words, mean, in nats
  std::optional<double> alignment_error;  // in percent
  // The difference in BLEU to the study's first variant with the same seed, and its p; in no file,
  // as they depend on that one.
  std::optional<double> gain, p_value;
  std::vector<TestScores> tests;
  std::vector<CurvePoint> curve;
  std::vector<Alignment> examples;
};

void to_json(nlohmann::json& json, const StudyResult& result);
void from_json(const nlohmann::json& json, StudyResult& result);

/// What stands in a file of `to_json`'s; none where there is no such file, or it is damaged.
std::optional<StudyResult> read_study_result(const std::filesystem::path& path);

/// Mean entropy of the rows in nats: 0 where each target word looks at one source word.
double mean_entropy(const std::vector<Alignment>& alignments);

}  // namespace dragoman

#include "cli/study_measure.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>

#include <nlohmann/json.hpp>

#include "dragoman/base/atomic_file.h"
#include "dragoman/base/error.h"
#include "dragoman/base/selected.h"
#include "dragoman/config/config_file.h"
#include "dragoman/metrics/length_buckets.h"
#include "dragoman/nn/model.h"
#include "dragoman/nn/model_file.h"
#include "dragoman/report/alignment_quality.h"
#include "dragoman/search/load_translator.h"
#include "dragoman/text/corpus_check.h"
#include "dragoman/text/lines.h"
#include "dragoman/training/checkpoint.h"
#include "dragoman/training/validator.h"

namespace dragoman {
namespace {

// Sentences whose attention the mean entropy is taken over.
constexpr size_t entropy_sentences = 200;

/// Speed and curve, as the run logged them.
void read_log(const std::filesystem::path& path, StudyResult& result) {
  double tokens = 0, seconds = 0;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    const auto event = nlohmann::json::parse(line, nullptr, false);
    if (!event.is_object()) continue;
    result.updates = event.at("update");
    if (event.at("event") == "update") {
      tokens += event.at("target_tokens").get<double>();
      seconds += event.at("seconds").get<double>();
    } else {
      result.curve.push_back({event.at("update"), event.at("bleu"), event.at("perplexity")});
    }
  }
  if (seconds > 0) result.training_tokens_per_second = tokens / seconds;
}

struct Translated {
  std::vector<std::string> text;
  double seconds;
};

Translated translate(const Translator& translator, const std::vector<std::string>& sources) {
  const auto started = std::chrono::steady_clock::now();
  Translated translated;
  for (Translation& translation : translator.translate(sources)) {
    translated.text.push_back(std::move(translation.text));
  }
  const auto ended = std::chrono::steady_clock::now();
  translated.seconds = std::chrono::duration<double>(ended - started).count();
  return translated;
}

TestScores score(const std::vector<std::string>& sources,
                 const std::vector<std::string>& hypotheses, const References& references,
                 const std::vector<int64_t>& bounds) {
  const SummedMetric bleu = summed_bleu(hypotheses, references);
  const SummedMetric chrf = summed_chrf(hypotheses, references);
  TestScores scores;
  scores.sentences = static_cast<int64_t>(sources.size());
  scores.bleu = bleu.score.score;
  scores.chrf = chrf.score.score;
  scores.bleu_interval = bootstrap_interval(bleu);
  scores.chrf_interval = bootstrap_interval(chrf);
  for (const LengthBucket& bucket : length_buckets(sources, bounds)) {
    const double part =
        corpus_bleu(selected(hypotheses, bucket.sentences), selected(references, bucket.sentences))
            .score;
    scores.by_length.push_back(
        {bucket.name(), static_cast<int64_t>(bucket.sentences.size()), part});
  }
  return scores;
}

void measure_tests(const Study& study, const StudyRun& run, const ParallelCorpus& test,
                   const Translator& translator, StudyResult& result) {
  for (const int64_t concat : study.concat) {
    const auto sources = joined_lines(test.source, concat);
    const auto targets = joined_lines(test.target, concat);
    const Translated translated = translate(translator, sources);
    result.tests.push_back(
        score(sources, translated.text, single_references(targets), study.length_bounds));
    result.tests.back().concat = concat;
    if (result.sentences_per_second == 0) {
      result.sentences_per_second = static_cast<double>(sources.size()) / translated.seconds;
    }
    write_atomically(run.directory / fmt::format("test.{}.txt", concat), [&](std::ostream& out) {
      for (const std::string& line : translated.text) out << line << '\n';
    });
  }
}

void measure_attention(const Study& study, const ParallelCorpus& test, const Translator& translator,
                       StudyResult& result) {
  Aligner aligner = translator.aligner();
  std::vector<Alignment> alignments;
  for (size_t i = 0; i < std::min(entropy_sentences, test.size()); ++i) {
    alignments.push_back(aligner.align_text(test.source[i], test.target[i]));
  }
  result.entropy = mean_entropy(alignments);
  for (const Translation& example : translator.translate(study.examples)) {
    result.examples.push_back(aligner.align(example.source, example.target));
  }
  if (study.alignments.empty()) return;
  const std::vector<std::string> lines = read_lines(study.alignments);
  if (lines.size() != test.size()) {
    fail_input("{} has {} lines, the test set {}: give one line of links a pair", study.alignments,
               lines.size(), test.size());
  }
  const AlignmentScore quality = alignment_quality(aligner, test.source, test.target,
                                                   parse_alignments(lines, study.alignments));
  result.alignment_error = quality.error_rate();
}

std::vector<std::string> hypotheses_of(const std::filesystem::path& directory, int64_t concat) {
  return read_lines(directory / fmt::format("test.{}.txt", concat));
}

std::filesystem::path directory_of(const Study& study, const StudyResult& result) {
  const auto variant = std::find_if(study.variants.begin(), study.variants.end(),
                                    [&](const auto& one) { return one.name == result.variant; });
  return run_directory_of(study, *variant, result.seed);
}

}  // namespace

void compare_with_first(const Study& study, std::vector<StudyResult>& results) {
  const int64_t concat = study.concat.front();
  for (StudyResult& result : results) {
    const auto first = std::find_if(results.begin(), results.end(), [&](const StudyResult& one) {
      return one.variant == study.variants.front().name && one.seed == result.seed;
    });
    if (first == results.end() || &*first == &result) continue;
    const RunDirectory run{directory_of(study, result)};
    const auto targets = joined_lines(
        read_lines(read_config(run.config(), {}, model_choices()).data.test_target), concat);
    const auto bleu = [&](const StudyResult& one) {
      return summed_bleu(hypotheses_of(directory_of(study, one), concat),
                         single_references(targets));
    };
    result.p_value = paired_bootstrap({bleu(*first), bleu(result)})[1].p_value;
  }
}

StudyResult measure(const Study& study, const StudyRun& run) {
  const RunDirectory directory{run.directory};
  Config config;
  const auto translator =
      load_translator(directory.best(), [&](const Config& trained) { config = trained; });
  if (config.data.test_source.empty()) {
    fail_input("{}: data.test_source and data.test_target are not set, which a study is about",
               study.base);
  }
  const ParallelCorpus test = read_parallel(config.data.test_source, config.data.test_target);
  StudyResult result;
  result.variant = run.variant;
  result.seed = run.seed;
  result.peak_memory_mib = run.peak_memory_mib;
  result.parameters = parameter_count(*load_model(directory.best()).model);
  read_log(directory.metrics(), result);
  const EncodedCorpus encoded =
      encode_all("test", test, translator->vocabularies(), config.data).corpus;
  result.perplexity =
      std::exp(mean_cross_entropy(translator->stepper(), encoded, config.search.batch_size));
  measure_tests(study, run, test, *translator, result);
  measure_attention(study, test, *translator, result);
  return result;
}

}  // namespace dragoman

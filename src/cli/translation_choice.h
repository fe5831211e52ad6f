#pragma once
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/search_options.h"
#include "dragoman/config/config_file.h"
#include "dragoman/report/alignment_text.h"

namespace dragoman {

inline constexpr Range range_of_temperature = {0.01, 100};

/// What of a sentence's translations is wanted.
struct TranslationChoice {
  std::optional<int64_t> n_best, candidates;  // to print; to choose from by minimum Bayes risk
  bool sample = false;
  std::optional<double> temperature, top_p;
  std::optional<int64_t> top_k;
  uint64_t seed = 1;
  std::string prefix;
  std::optional<AlignmentFormat> alignment;
  bool mark_unknown = false;  // source words that the vocabulary never saw
};

void add_translation_choice(CLI::App& command, TranslationChoice& choice);

/// @throws InputError where options exclude each other
void check(const TranslationChoice& choice, const SearchOptions& search);

/// A beam as wide as the hypotheses that are asked for, unless --beam-size was given.
SearchSettings chosen_settings(const TranslationChoice& choice, const SearchOptions& search,
                               const Translator& translator);

/// Of a translation's hypotheses the one of minimum Bayes risk under chrF: samples count alike,
/// others by their probability.
const Hypothesis& least_risk(const Translation& translation, const Vocabulary& vocabulary,
                             bool sampled);

/// The text in which source words that the vocabulary never saw are marked.
std::string text_with_unknown_marked(const Translation& translation, const Translator& translator);

/// Writes translations as a choice says.
class TranslationWriter {
 public:
  TranslationWriter(const Translator& translator, TranslationChoice choice,
                    SearchSettings settings);

  /// @param before lines before these, from which n-best lists count
  std::vector<Translation> write(const std::vector<std::string>& sources, size_t before,
                                 std::ostream& out) const;

 private:
  void write_one(const Translation& translation, size_t index, std::ostream& out) const;
  std::string text_of(const Hypothesis& hypothesis) const;

  const Translator& translator_;
  Aligner aligner_;
  TranslationChoice choice_;
  SearchSettings settings_;
};

}  // namespace dragoman

#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/search_options.h"
#include "dragoman/config/config_file.h"
#include "dragoman/report/alignment_text.h"
#include "dragoman/text/glossary.h"
#include "dragoman/text/markup.h"

namespace dragoman {

/// What of a sentence's translations is wanted.
struct TranslationChoice {
  std::optional<int64_t> n_best, candidates;  // to print; to choose from by minimum Bayes risk
  bool sample = false;
  std::optional<double> temperature, top_p;
  std::optional<int64_t> top_k;
  uint64_t seed = 1;
  std::string prefix;
  std::shared_ptr<const Glossary> glossary;  // null without one
  std::optional<AlignmentFormat> alignment;
  bool mark_unknown = false;  // source words that the vocabulary never saw
  bool keep_markup = false;   // tags and placeholders of the source
  bool split = false;         // lines into sentences, each translated alone
};

void add_translation_choice(CLI::App& command, TranslationChoice& choice);

/// Whether words are drawn instead of searched for: --sample, or any option of it.
bool is_sampled(const TranslationChoice& choice);

/// @throws InputError where options exclude each other
void check(const TranslationChoice& choice, const SearchOptions& search);

/// A beam as wide as the hypotheses that are asked for, unless --beam-size was given.
/// @throws InputError where the translator's vocabulary cannot write a term of the glossary
SearchSettings chosen_settings(const TranslationChoice& choice, const SearchOptions& search,
                               const Translator& translator);

/// Lines as they are translated, and how their translations read, as a choice says.
class ChosenText {
 public:
  ChosenText(const TranslationChoice& choice, const std::vector<std::string>& lines);

  /// What each translation begins with and must have, too.
  const std::vector<SourceText>& sources() const { return sources_; }

  /// With unknown words marked, or with the markup of the line.
  std::string of(const Translation& translation, size_t line, const Translator& translator) const;

 private:
  bool mark_unknown_;
  std::vector<MarkedText> marked_;  // empty unless markup is kept
  std::vector<SourceText> sources_;
};

/// Of a translation's hypotheses the one of minimum Bayes risk under chrF. All count alike: weights
/// by their probability favour the short ones, and gained nothing.
const Hypothesis& least_risk(const Translation& translation, const Vocabulary& vocabulary);

/// Where a choice has candidates, the one of least risk becomes the translation.
void choose_by_risk(const TranslationChoice& choice, const Vocabulary& vocabulary,
                    Translation& translation);

/// Writes translations as a choice says.
class TranslationWriter {
 public:
  TranslationWriter(const Translator& translator, TranslationChoice choice,
                    SearchSettings settings);

  /// @param before lines before these, from which n-best lists count
  std::vector<Translation> write(const std::vector<std::string>& sources, size_t before,
                                 std::ostream& out) const;

 private:
  std::vector<Translation> translated(const std::vector<std::string>& sources) const;
  std::vector<Translation> translated_by_sentences(const std::vector<std::string>& lines) const;
  void write_one(const Translation& translation, size_t index, std::ostream& out) const;

  const Translator& translator_;
  Aligner aligner_;
  TranslationChoice choice_;
  SearchSettings settings_;
};

}  // namespace dragoman

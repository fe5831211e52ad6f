#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dragoman/config/config.h"
#include "dragoman/nn/stepper.h"
#include "dragoman/search/aligner.h"
#include "dragoman/search/search.h"
#include "dragoman/text/vocabularies.h"

namespace dragoman {

/// A line to translate.
struct SourceText {
  std::string text;
  std::string prefix{};  // what the translation begins with; its last word may be begun only
  std::vector<std::string> terms{};  // phrases that the translation must have, none empty
};

struct Translation {
  std::string text;
  double score = 0;                     // of the best hypothesis, by its `Scoring`
  std::vector<int64_t> source, target;  // piece ids of both, as the model saw them, without the end
  std::vector<Hypothesis> hypotheses{};  // the best first, as many as were asked for or were found
  size_t left_out = 0;                   // pieces at the end of the source that were too many
};

struct Alternative {
  std::string text;
  double score;
};

/// The texts of a translation's hypotheses, each once, with the best score of those that spell it.
std::vector<Alternative> alternatives(const Translation& translation, const Vocabulary& target);

/// Raw text to raw text. A sentence's translation depends on the sentence alone, not on what it is
/// translated with.
class Translator {
 public:
  Translator(std::shared_ptr<const Stepper> stepper, Vocabularies vocabularies,
             const SearchConfig& config);

  /// One translation a source, in order, by threads that share the sources. A source without any
  /// piece translates to its prefix. One longer than `max_source_length` pieces is translated from
  /// its beginning.
  std::vector<Translation> translate(const std::vector<SourceText>& sources,
                                     const SearchSettings& settings) const;
  std::vector<Translation> translate(const std::vector<std::string>& sources,
                                     const SearchSettings& settings) const;

  /// One source, while `watch` sees after each step the best translation so far, and gives it up by
  /// answering false. @return nothing where it was given up
  using Watch = std::function<bool(const std::string& so_far)>;
  std::optional<Translation> translate(const SourceText& source, const SearchSettings& settings,
                                       const Watch& watch) const;

  /// The best of each, as the model's configuration says.
  std::vector<Translation> translate(const std::vector<std::string>& sources) const {
    return translate(sources, settings());
  }

  /// Those of the configuration, one hypothesis asked for.
  SearchSettings settings() const;

  /// Looks at the attention of the same model.
  Aligner aligner() const { return {stepper_, vocabularies_}; }

  const SearchConfig& config() const { return config_; }
  const Stepper& stepper() const { return *stepper_; }
  const Vocabularies& vocabularies() const { return vocabularies_; }

 private:
  std::shared_ptr<const Stepper> stepper_;
  Vocabularies vocabularies_;
  SearchConfig config_;
};

}  // namespace dragoman

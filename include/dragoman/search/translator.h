#pragma once
#include <memory>
#include <string>
#include <vector>

#include "dragoman/config/config.h"
#include "dragoman/nn/model.h"
#include "dragoman/search/aligner.h"
#include "dragoman/text/vocabularies.h"

namespace dragoman {

struct Translation {
  std::string text;
  double score = 0;                     // of the best hypothesis, normalised by length
  std::vector<int64_t> source, target;  // piece ids of both, as the model saw them, without the end
};

/// Raw text to raw text. A sentence's translation depends on the sentence alone, not on what it is
/// translated with: sentences share a batch only when their padded lengths, which are functions of
/// their own lengths, agree.
class Translator {
 public:
  Translator(std::shared_ptr<TranslationModel> model, Vocabularies vocabularies,
             const SearchConfig& config);

  /// One translation a source, in order. A source without any piece translates to "".
  /// A source longer than `max_source_length` pieces is translated from its beginning, with a
  /// warning.
  std::vector<Translation> translate(const std::vector<std::string>& sources);

  /// Looks at the attention of the same model.
  Aligner aligner() const { return {model_, vocabularies_}; }

  const SearchConfig& config() const { return config_; }
  TranslationModel& model() const { return *model_; }
  const Vocabularies& vocabularies() const { return vocabularies_; }

 private:
  std::shared_ptr<TranslationModel> model_;
  Vocabularies vocabularies_;
  SearchConfig config_;
};

}  // namespace dragoman

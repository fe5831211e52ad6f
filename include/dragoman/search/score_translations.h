#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "dragoman/search/translator.h"
#include "dragoman/text/encoded_corpus.h"

namespace dragoman {

/// A word of a translation, and the sum of its pieces' log probabilities.
struct WordLogProbability {
  std::string word;
  double log_probability;
};

/// What a model thinks of a translation that it is given.
struct ScoredTranslation {
  double log_probability = 0;               // of all its pieces and its end
  double score = 0;                         // what a search would compare it by
  std::size_t pieces = 0;                   // the end counts as one
  std::vector<WordLogProbability> words{};  // the last is `Alignment::end_of_sentence`
  std::size_t left_out = 0;                 // pieces at the end of the source that were too many
};

/// Line i of `targets` as a translation of line i of `sources`: raw text, cut into pieces as the
/// vocabularies do. A source is cut where the search would cut it.
/// @throws std::invalid_argument where their numbers differ
std::vector<ScoredTranslation> score_translations(const Translator& translator,
                                                  const std::vector<std::string>& sources,
                                                  const std::vector<std::string>& targets,
                                                  const SearchSettings& settings);

/// The same of pieces, as a search reads and finds them; nothing is cut.
std::vector<ScoredTranslation> score_pairs(const Translator& translator,
                                           const std::vector<EncodedPair>& pairs,
                                           const SearchSettings& settings);

}  // namespace dragoman

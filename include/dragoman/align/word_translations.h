#pragma once
#include <cstdint>
#include <vector>

#include "dragoman/align/word_aligner.h"

namespace dragoman {

struct WordTranslation {
  int32_t target;
  double probability;  // p(target | source), by variational Bayes: those of a word sum to 1 or less

  bool operator==(const WordTranslation&) const = default;
};

/// What each source word of a corpus is translated by, as `align_words` learns it: by number the
/// `at_most` likeliest, the likeliest first, among equals the one with the smaller number.
std::vector<std::vector<WordTranslation>> word_translations(const std::vector<WordPair>& pairs,
                                                            const WordAlignerOptions& options,
                                                            size_t at_most);

}  // namespace dragoman

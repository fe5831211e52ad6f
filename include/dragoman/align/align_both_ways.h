#pragma once
#include <vector>

#include "dragoman/align/symmetrize.h"
#include "dragoman/align/word_aligner.h"

namespace dragoman {

/// The links of each pair: those that explain the target's words and those that explain the
/// source's, learned at the same time, as one set.
std::vector<WordLinks> align_both_ways(const std::vector<WordPair>& pairs,
                                       const WordAlignerOptions& options,
                                       Symmetrization symmetrization);

}  // namespace dragoman

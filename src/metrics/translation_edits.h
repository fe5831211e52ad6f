#pragma once
#include <cstdint>

#include "metrics/ngrams.h"

namespace dragoman {

/// The edits of TER (Snover et al. 2006): the fewest shifts, insertions, deletions and
/// substitutions of words that a greedy search finds to turn the hypothesis into the reference. It
/// takes the shift that saves the most edits until none saves any, with the limits of tercom:
/// shifts of at most 10 words over at most 50, and 1,000 tried a sentence.
int64_t translation_edits(Symbols hypothesis, const Symbols& reference);

}  // namespace dragoman

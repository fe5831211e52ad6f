#pragma once
#include "dragoman/text/corpus.h"

namespace dragoman {

/// Whether the source of `corpus` reads like the target of `train` and its target like the source
/// of `train`: nine in ten lines of either side, by the sequences of three bytes in them. Never of
/// fewer than 10 pairs, and where the sides of `train` are of one language.
bool sides_swapped(const ParallelCorpus& corpus, const ParallelCorpus& train);

}  // namespace dragoman

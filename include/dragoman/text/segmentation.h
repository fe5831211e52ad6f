#pragma once
#include "dragoman/text/corpus.h"
#include "dragoman/text/encoded_corpus.h"
#include "dragoman/text/vocabularies.h"

namespace dragoman {

/// Segmentations of all pairs of `text` (subword regularisation), drawn by the seed.
/// @throws InputError when a vocabulary cannot sample.
std::vector<EncodedPair> draw_segmentations(const ParallelCorpus& text,
                                            const Vocabularies& vocabularies, double alpha,
                                            uint64_t seed);

/// Draws new segmentations of pairs of `text`, each side by `Vocabulary::sample`.
/// @throws InputError when a vocabulary cannot sample.
SegmentationSampler segmentation_sampler(ParallelCorpus text, const Vocabularies& vocabularies,
                                         double alpha);

}  // namespace dragoman

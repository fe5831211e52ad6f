#pragma once
#include "dragoman/text/corpus.h"
#include "dragoman/text/encoded_corpus.h"
#include "dragoman/text/vocabularies.h"

namespace dragoman {

/// Draws new segmentations of `text` (subword regularisation), each side by `Vocabulary::sample`.
/// @throws InputError when a vocabulary cannot sample.
SegmentationSampler segmentation_sampler(ParallelCorpus text, const Vocabularies& vocabularies,
                                         double alpha);

}  // namespace dragoman

#pragma once
#include <cstdint>
#include <utility>
#include <vector>

#include "dragoman/text/encoded_corpus.h"
#include "dragoman/text/vocabularies.h"

namespace dragoman {

/// Links between the words of a sentence pair, as white space divides them: (source, target), from
/// 0.
using LinkedWords = std::vector<std::pair<int64_t, int64_t>>;

/// Links every piece of a source word with every piece of the target words that it is linked to.
/// Words that a sentence does not have are passed over.
/// @param links of each of the pairs
void link_pieces(std::vector<EncodedPair>& pairs, const std::vector<LinkedWords>& links,
                 const Vocabularies& vocabularies);

/// `drawn`, whose pairs have links. @param links of all pairs of the corpus
SegmentationSampler linked_sampler(SegmentationSampler drawn, std::vector<LinkedWords> links,
                                   const Vocabularies& vocabularies);

}  // namespace dragoman

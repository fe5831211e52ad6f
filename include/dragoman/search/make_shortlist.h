#pragma once
#include <vector>

#include "dragoman/nn/shortlist.h"
#include "dragoman/nn/stepper.h"
#include "dragoman/text/encoded_corpus.h"
#include "dragoman/text/vocabularies.h"

namespace dragoman {

struct ShortlistLimits {
  int64_t per_piece = 30;  // target pieces of one source piece
  int64_t frequent = 100;  // target pieces of every sentence
};

/// The target pieces that a model's attention aligns with each source piece in a corpus, those with
/// the largest sums of weights; with a joint vocabulary also the piece itself, which may be copied.
/// Of every sentence are the most frequent target pieces and the end.
Shortlist make_shortlist(const Stepper& stepper, const Vocabularies& vocabularies,
                         const std::vector<EncodedPair>& pairs, const ShortlistLimits& limits);

/// The same from the links of the pairs, where words were aligned beforehand.
Shortlist make_shortlist(const Vocabularies& vocabularies, const std::vector<EncodedPair>& pairs,
                         const ShortlistLimits& limits);

}  // namespace dragoman

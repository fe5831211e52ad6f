#include "dragoman/text/encoded_corpus.h"

#include "dragoman/base/random.h"

namespace dragoman {

std::optional<EncodedCorpus> drawn_corpus(const EncodedCorpus& corpus, uint64_t seed,
                                          int64_t epoch) {
  if (!corpus.sampler) return std::nullopt;
  const auto number = static_cast<uint64_t>(epoch);
  return EncodedCorpus{corpus.sampler(derive_seed(seed, Stream::segmentation, {number})), {}};
}

std::vector<PairLength> pair_lengths(const EncodedCorpus& corpus) {
  std::vector<PairLength> lengths;
  lengths.reserve(corpus.size());
  for (const EncodedPair& pair : corpus.pairs) {
    lengths.push_back({static_cast<int64_t>(pair.source.size()) + 1,
                       static_cast<int64_t>(pair.target.size()) + 1});
  }
  return lengths;
}

}  // namespace dragoman

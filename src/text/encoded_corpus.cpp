#include "dragoman/text/encoded_corpus.h"

namespace dragoman {

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

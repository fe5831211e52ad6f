#include "dragoman/text/pair_source.h"

#include <algorithm>

namespace dragoman {

PairLength length_of(const EncodedPair& pair) {
  return {static_cast<int64_t>(pair.source.size()) + 1,
          static_cast<int64_t>(pair.target.size()) + 1};
}

std::vector<PairLength> lengths_of(const std::vector<EncodedPair>& pairs) {
  std::vector<PairLength> lengths(pairs.size());
  std::transform(pairs.begin(), pairs.end(), lengths.begin(), length_of);
  return lengths;
}

}  // namespace dragoman

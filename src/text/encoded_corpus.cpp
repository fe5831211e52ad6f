#include "dragoman/text/encoded_corpus.h"

namespace dragoman {

PairLength EncodedCorpus::total() const {
  PairLength sum;
  for (const EncodedPair& pair : pairs) {
    sum.source += length_of(pair).source;
    sum.target += length_of(pair).target;
  }
  return sum;
}

std::vector<EncodedPair> EncodedCorpus::read(const std::vector<int64_t>& rows,
                                             const Draw& draw) const {
  if (sampler) return sampler(rows, draw.seed);
  std::vector<EncodedPair> chosen;
  chosen.reserve(rows.size());
  for (const int64_t row : rows) chosen.push_back(pairs.at(static_cast<std::size_t>(row)));
  return chosen;
}

}  // namespace dragoman

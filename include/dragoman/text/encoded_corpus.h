#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace dragoman {

/// Piece ids of one sentence pair, without begin and end.
struct EncodedPair {
  std::vector<int32_t> source;
  std::vector<int32_t> target;
};

struct EncodedCorpus {
  std::vector<EncodedPair> pairs;

  std::size_t size() const { return pairs.size(); }
};

/// Tokens of one pair as the model sees them: the pieces and the end token.
struct PairLength {
  int64_t source = 0;
  int64_t target = 0;
};

/// One length a pair, in the corpus's order.
std::vector<PairLength> pair_lengths(const EncodedCorpus& corpus);

}  // namespace dragoman

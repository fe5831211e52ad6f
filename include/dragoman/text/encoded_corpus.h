#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace dragoman {

/// Piece ids of one sentence pair, without begin and end.
struct EncodedPair {
  std::vector<int32_t> source;
  std::vector<int32_t> target;
};

/// All pairs of a corpus, each cut into pieces as the seed draws; the same seed gives the same.
using SegmentationSampler = std::function<std::vector<EncodedPair>(uint64_t seed)>;

struct EncodedCorpus {
  std::vector<EncodedPair> pairs;

  /// The same pairs in segmentations drawn by a seed; empty where a pair has only one.
  SegmentationSampler sampler = nullptr;

  std::size_t size() const { return pairs.size(); }
};

/// What epoch `epoch` of a run with `seed` sees in place of `corpus`; nothing where it sees
/// `corpus`.
std::optional<EncodedCorpus> drawn_corpus(const EncodedCorpus& corpus, uint64_t seed,
                                          int64_t epoch);

/// Tokens of one pair as the model sees them: the pieces and the end token.
struct PairLength {
  int64_t source = 0;
  int64_t target = 0;
};

/// One length a pair, in the corpus's order.
std::vector<PairLength> pair_lengths(const EncodedCorpus& corpus);

}  // namespace dragoman

#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace dragoman {

/// Two pieces, by their places, that translate each other.
struct PieceLink {
  int32_t source, target;
  bool operator==(const PieceLink&) const = default;
};

/// Piece ids of one sentence pair, without begin and end.
struct EncodedPair {
  std::vector<int32_t> source;
  std::vector<int32_t> target;
  std::vector<PieceLink> links{};  // where they are known and wanted
};

/// Tokens of one pair as the model sees them: the pieces and the end token.
struct PairLength {
  int64_t source = 0;
  int64_t target = 0;
};

PairLength length_of(const EncodedPair& pair);

/// One length a pair, in the order of the pairs.
std::vector<PairLength> lengths_of(const std::vector<EncodedPair>& pairs);

/// What chance decides when pairs are read.
struct Draw {
  int64_t epoch = 0;  // which pairs, where an epoch has only a part of them
  uint64_t seed = 0;  // of segmentations, where they are sampled
};

/// Pairs to train on, wherever they are kept. May be used by threads at the same time.
class PairSource {
 public:
  virtual ~PairSource() = default;

  /// How many an epoch has.
  virtual std::size_t size() const = 0;

  /// Tokens of all these pairs together, or about as many.
  virtual PairLength total() const = 0;

  /// The pairs at `rows`, in that order.
  virtual std::vector<EncodedPair> read(const std::vector<int64_t>& rows,
                                        const Draw& draw) const = 0;
};

}  // namespace dragoman

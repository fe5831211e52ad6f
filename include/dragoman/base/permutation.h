#pragma once
#include <cstdint>

namespace dragoman {

/// A seeded order of the numbers below a size, as a function: nothing of it is stored, and any
/// place of it can be asked for at once. A Feistel network of four rounds (Luby and Rackoff 1988)
/// over the next power of four, walked along until a number is below the size (Black and Rogaway
/// 2002, method 2).
class Permutation {
 public:
  Permutation(uint64_t size, uint64_t seed);

  /// The number at `place`, which must be below the size.
  uint64_t operator()(uint64_t place) const;

 private:
  uint64_t permuted(uint64_t number) const;

  uint64_t size_, seed_;
  int half_;  // bits of each half
};

}  // namespace dragoman

#include "dragoman/base/permutation.h"

#include <algorithm>
#include <bit>

#include "dragoman/base/error.h"
#include "dragoman/base/random.h"

namespace dragoman {
namespace {

constexpr uint64_t rounds = 4;

/// Halves of few bits would leave few orders.
constexpr int least_half = 5;

}  // namespace

Permutation::Permutation(uint64_t size, uint64_t seed) : size_(size), seed_(seed) {
  const int bits = size > 1 ? std::bit_width(size - 1) : 1;
  half_ = std::max(least_half, (bits + 1) / 2);
}

uint64_t Permutation::permuted(uint64_t number) const {
  const uint64_t mask = (uint64_t{1} << half_) - 1;
  uint64_t left = number >> half_, right = number & mask;
  for (uint64_t round = 0; round < rounds; ++round) {
    const uint64_t mixed = Random(seed_ + (round << 56) + right).next() & mask;
    const uint64_t next = left ^ mixed;
    left = right;
    right = next;
  }
  return left << half_ | right;
}

uint64_t Permutation::operator()(uint64_t place) const {
  if (place >= size_) fail("a permutation of {} numbers has no place {}", size_, place);
  do {
    place = permuted(place);
  } while (place >= size_);
  return place;
}

}  // namespace dragoman

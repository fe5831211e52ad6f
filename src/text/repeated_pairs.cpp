#include "text/repeated_pairs.h"

#include <algorithm>
#include <bit>

#include "dragoman/base/fingerprint.h"
#include "dragoman/base/random.h"

namespace dragoman {
namespace {

constexpr std::size_t most_hashes = std::size_t{1} << 25;  // of 8 bytes: 256 MiB
constexpr std::size_t room = 16;                           // for each pair, while there is enough

/// Not 0. Mixed once more, as the low bits of a fingerprint are weak.
uint64_t hash_of(std::string_view source, std::string_view target) {
  Fingerprint pair;
  pair.add(source);
  pair.add("\n");  // which no line holds
  pair.add(target);
  return std::max<uint64_t>(1, Random(pair.value()).next());
}

}  // namespace

RepeatedPairs::RepeatedPairs(std::size_t pairs)
    : hashes_(std::bit_ceil(std::clamp(pairs, bucket_size, most_hashes / room) * room)) {}

bool RepeatedPairs::add(std::string_view source, std::string_view target) {
  const uint64_t hash = hash_of(source, target);
  const std::size_t buckets = hashes_.size() / bucket_size;
  const auto begin = hashes_.begin() + static_cast<std::ptrdiff_t>(hash % buckets * bucket_size);
  const auto end = begin + bucket_size;
  if (std::find(begin, end, hash) != end) return true;
  std::copy_backward(begin, end - 1, end);  // the oldest stands last
  *begin = hash;
  return false;
}

}  // namespace dragoman

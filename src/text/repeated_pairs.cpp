#include "text/repeated_pairs.h"

#include <algorithm>
#include <bit>

#include "dragoman/base/random.h"

namespace dragoman {
namespace {

constexpr std::size_t most_hashes = std::size_t{1} << 25;  // of 8 bytes: 256 MiB
constexpr std::size_t room = 16;                           // for each pair, while there is enough

/// Not 0. FNV-1a, mixed once more as its low bits are weak.
uint64_t hash_of(std::string_view source, std::string_view target) {
  uint64_t hash = 0xCBF29CE484222325ULL;
  const auto add = [&](std::string_view bytes) {
    for (const char byte : bytes) {
      hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3ULL;
    }
  };
  add(source);
  add("\n");  // which no line holds
  add(target);
  return std::max<uint64_t>(1, Random(hash).next());
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

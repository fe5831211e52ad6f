#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace dragoman {

/// Tells which pairs have been seen before, in memory that is bounded: it keeps 64 bits of each
/// pair, in buckets of eight. A bucket that is full forgets its oldest pair, so that some repeated
/// pairs are taken for new ones where there are more pairs than fit (some 20 millions); a new pair
/// is taken for a repeated one with a probability of about 10⁻¹⁰ or less.
class RepeatedPairs {
 public:
  /// @param pairs that will come, about
  explicit RepeatedPairs(std::size_t pairs);

  /// Whether an earlier call had the same pair.
  bool add(std::string_view source, std::string_view target);

 private:
  static constexpr std::size_t bucket_size = 8;

  std::vector<uint64_t> hashes_;  // of bucket_size each; 0 where nothing is yet
};

}  // namespace dragoman

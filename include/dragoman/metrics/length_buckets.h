#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace dragoman {

/// The sentences whose source has from `shortest` to `longest` words, white space between them.
struct LengthBucket {
  int64_t shortest = 0;
  int64_t longest = 0;            ///< of the longest sentence in the last bucket
  std::vector<size_t> sentences;  ///< their places, ascending

  std::string name() const;  ///< "10-14", or "35" where all are of one length
};

/// Divides at `bounds`, each the least length of a bucket; buckets without a sentence are left out.
/// @throws InputError unless the bounds ascend from 1 on
std::vector<LengthBucket> length_buckets(const std::vector<std::string>& sources,
                                         const std::vector<int64_t>& bounds);

}  // namespace dragoman

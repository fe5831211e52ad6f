#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "dragoman/text/encoded_corpus.h"

namespace dragoman {

/// A list of numbers for each of a range of keys, in one block of memory.
class NumberLists {
 public:
  std::span<const uint32_t> operator[](size_t key) const {
    return {numbers_.data() + begins_[key], numbers_.data() + begins_[key + 1]};
  }
  size_t size() const { return begins_.size() - 1; }

  /// The next key's list.
  void add(const std::vector<uint32_t>& list);

  /// By each number below `numbers`, the keys whose lists hold it, rising.
  NumberLists inverted(uint32_t numbers) const;

 private:
  std::vector<uint32_t> begins_ = {0}, numbers_;
};

/// Terms are pieces and pairs of neighbouring pieces, hashed to 20 bits: whole words and word parts
/// alike, whatever the vocabulary's size.
constexpr uint32_t term_count = 1 << 20;

/// By row, the terms of one side that tell most of what it says: the 8 rarest, but for those in
/// under 4 rows or over 5 % of them. Of a long row, the first 64 pieces.
NumberLists telling_terms(const std::vector<EncodedPair>& pairs,
                          std::vector<int32_t> EncodedPair::*side);

}  // namespace dragoman

#pragma once
#include <cstdint>
#include <vector>

#include "dragoman/search/next_words.h"

namespace dragoman {

/// Phrases that a translation must have, in any order (lexically constrained decoding, Hokamp and
/// Liu 2017): it ends only when it has them all, and the pieces that go on with one are candidates
/// however improbable they are. Pieces are compared, so that a word that begins with a phrase's
/// last word has it too: "Hund" allows "Hunde".
class Terms final : public WordRule {
 public:
  /// @param phrases their piece ids; none is empty
  explicit Terms(std::vector<std::vector<int64_t>> phrases);

  /// Pieces of all phrases.
  int64_t size() const { return size_; }

  /// How many pieces of the phrases a hypothesis has, 0 to `size()`: of those that it contains all,
  /// and of one that its end begins what it has of it, the longest such beginning.
  int64_t progress(const std::vector<int64_t>& words) const;

  void apply(const std::vector<int64_t>& words, NextWords& next) const override;

 private:
  std::vector<std::vector<int64_t>> phrases_;
  int64_t size_ = 0;
};

}  // namespace dragoman

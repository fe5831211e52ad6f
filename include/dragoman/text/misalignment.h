#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "dragoman/text/encoded_corpus.h"

namespace dragoman {

/// Consecutive pairs whose two sides are not translations of each other.
struct Misalignment {
  std::size_t begin, end;  // rows of the source, the first and one past the last

  /// Row i of the source is translated in row i + shift of the target; nothing where it is
  /// translated nowhere near.
  std::optional<int64_t> shift;

  std::size_t size() const { return end - begin; }
};

/// Where one side of a corpus lies shifted by up to 31 lines, as after a line that was lost, and
/// where 100 pairs or more have nothing to do with each other; rising, apart. Told by which rarer
/// pieces of one side go with which of the other. Regions of a few dozen lines are found in a
/// corpus of thousands; under about a thousand pairs there is too little to learn from, and nothing
/// is found. Time and memory are linear in the number of pairs, whatever their length.
std::vector<Misalignment> find_misalignments(const std::vector<EncodedPair>& pairs);

}  // namespace dragoman

#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "metrics/ngrams.h"

namespace dragoman {

/// What turns a hypothesis into its reference, word by word.
enum class Edit : uint8_t { keep, substitute, insert, remove, unreached };

/// Levenshtein distances between the beginnings of a hypothesis and of a reference that isn't
/// empty, in a band of 25 words either side of the diagonal: tercom's beam. Only the band takes
/// memory.
class EditMatrix {
 public:
  EditMatrix(const Symbols& hypothesis, const Symbols& reference);

  int distance() const;

  /// The distance of a text as long as the hypothesis, whose first `unchanged` words are its own.
  int distance_of(const Symbols& variant, size_t unchanged) const;

  /// The edits of a cheapest way, from the first word to the last. Of equals, it takes keeping or
  /// substituting before removing before inserting, from the end.
  std::vector<Edit> path() const;

 private:
  struct Cell {
    int cost;
    Edit edit;
  };
  /// The cells of a row within the band, of which `first` is the column of the first.
  struct Row {
    size_t first = 0;
    std::vector<Cell> cells{};

    Cell at(size_t column) const;
  };

  /// The row after `i` words of a hypothesis, of which `word` is the last.
  Row next_row(size_t i, uint32_t word, const Row& previous) const;

  Symbols reference_;
  size_t hypothesis_length_;
  std::vector<Row> rows_;
};

}  // namespace dragoman

#include "metrics/edit_matrix.h"

#include <algorithm>
#include <cmath>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

constexpr int beam_width = 25;
constexpr int unreached_cost = 1 << 29;

struct Band {
  size_t first, end;  // positions in the reference, 0 being before its first word
};

/// The band's part of row `i`; it widens when the reference is so much longer than the hypothesis
/// that neighbouring rows would not overlap, and the last row reaches the reference's end.
Band band_of(size_t i, size_t hypothesis_length, size_t reference_length) {
  const double ratio =
      static_cast<double>(reference_length) / static_cast<double>(hypothesis_length);
  const auto width =
      static_cast<size_t>(ratio / 2 > beam_width ? std::ceil(ratio / 2 + beam_width) : beam_width);
  const auto diagonal = static_cast<size_t>(static_cast<double>(i) * ratio);
  const size_t end = reference_length + 1;
  return {diagonal > width ? diagonal - width : 0,
          i == hypothesis_length ? end : std::min(end, diagonal + width)};
}

}  // namespace

EditMatrix::Cell EditMatrix::Row::at(size_t column) const {
  // Before the first, the difference is larger than any number of cells.
  const size_t place = column - first;
  return place < cells.size() ? cells[place] : Cell{unreached_cost, Edit::unreached};
}

EditMatrix::EditMatrix(const Symbols& hypothesis, const Symbols& reference)
    : reference_(reference), hypothesis_length_(hypothesis.size()), rows_(1) {
  for (size_t j = 0; j <= reference.size(); ++j) {
    rows_[0].cells.push_back({static_cast<int>(j), Edit::insert});
  }
  for (size_t i = 1; i <= hypothesis.size(); ++i) {
    rows_.push_back(next_row(i, hypothesis[i - 1], rows_[i - 1]));
  }
}

EditMatrix::Row EditMatrix::next_row(size_t i, uint32_t word, const Row& previous) const {
  const Band band = band_of(i, hypothesis_length_, reference_.size());
  Row row{band.first};
  row.cells.reserve(band.end - band.first);
  for (size_t j = band.first; j < band.end; ++j) {
    Cell best = {unreached_cost, Edit::unreached};
    const auto consider = [&best](int cost, Edit edit) {
      if (cost < best.cost) best = {cost, edit};
    };
    if (j > 0) {
      const bool equal = word == reference_[j - 1];
      consider(previous.at(j - 1).cost + (equal ? 0 : 1), equal ? Edit::keep : Edit::substitute);
    }
    consider(previous.at(j).cost + 1, Edit::remove);
    if (!row.cells.empty()) consider(row.cells.back().cost + 1, Edit::insert);
    row.cells.push_back(best);
  }
  return row;
}

int EditMatrix::distance() const {
  return rows_.back().at(reference_.size()).cost;
}

int EditMatrix::distance_of(const Symbols& variant, size_t unchanged) const {
  Row row = rows_[unchanged];
  for (size_t i = unchanged + 1; i <= variant.size(); ++i) {
    row = next_row(i, variant[i - 1], row);
  }
  return row.at(reference_.size()).cost;
}

std::vector<Edit> EditMatrix::path() const {
  std::vector<Edit> edits;
  size_t i = hypothesis_length_, j = reference_.size();
  while (i > 0 || j > 0) {
    const Edit edit = rows_[i].at(j).edit;
    if (edit == Edit::unreached) fail("no way through the edit matrix at {}, {}", i, j);
    edits.push_back(edit);
    if (edit != Edit::insert) --i;
    if (edit != Edit::remove) --j;
  }
  std::reverse(edits.begin(), edits.end());
  return edits;
}

}  // namespace dragoman

#pragma once
#include <algorithm>
#include <vector>

#include "nn/step/cell.h"

namespace dragoman {

/// The widths of what a hypothesis remembers between steps.
struct StateShape {
  int64_t layers, width;  // L, H
  bool has_cell;          // LSTM
  int64_t feed;           // of the attentional state fed back; 0 without input feeding
};

/// What R hypotheses remember between steps, an array for each thing, row after row.
template <typename Real>
class StateRows {
 public:
  explicit StateRows(const StateShape& shape) : shape_(shape) {
    const auto per_layer = static_cast<size_t>(shape.has_cell ? 2 : 1);
    layers_.resize(static_cast<size_t>(shape.layers) * per_layer);
  }

  /// Makes room for `rows` of any value, each with `carry` numbers of the attention.
  void resize(int64_t rows, int64_t carry) {
    rows_ = rows;
    carry_width_ = carry;
    for (std::vector<Real>& array : layers_) array.resize(size(rows * shape_.width));
    feed_.resize(size(rows * shape_.feed));
    carry_.resize(size(rows * carry));
  }

  /// Row `to` becomes row `row` of `from`, which carries as many numbers or fewer for its sentence.
  void copy_row(const StateRows& from, int64_t row, int64_t to) {
    for (size_t array = 0; array < layers_.size(); ++array) {
      std::copy_n(&from.layers_[array][size(row * shape_.width)], shape_.width,
                  &layers_[array][size(to * shape_.width)]);
    }
    std::copy_n(from.feed_.data() + row * shape_.feed, shape_.feed,
                feed_.data() + to * shape_.feed);
    std::copy_n(from.carry_.data() + row * from.carry_width_,
                std::min(carry_width_, from.carry_width_), carry_.data() + to * carry_width_);
  }

  CellRows<Real> layer(int64_t index) {
    const auto first = static_cast<size_t>(index) * (shape_.has_cell ? 2 : 1);
    return {layers_[first].data(), shape_.has_cell ? layers_[first + 1].data() : nullptr};
  }
  CellRows<const Real> layer(int64_t index) const {
    const CellRows<Real> rows = const_cast<StateRows*>(this)->layer(index);
    return {rows.hidden, rows.cell};
  }
  CellRows<Real> top() { return layer(shape_.layers - 1); }
  CellRows<const Real> top() const { return layer(shape_.layers - 1); }

  Real* feed() { return feed_.data(); }
  const Real* feed() const { return feed_.data(); }
  Real* carry() { return carry_.data(); }
  const Real* carry() const { return carry_.data(); }

  int64_t rows() const { return rows_; }
  int64_t carry_width() const { return carry_width_; }
  const StateShape& shape() const { return shape_; }

 private:
  static size_t size(int64_t count) { return static_cast<size_t>(count); }

  StateShape shape_;
  int64_t rows_ = 0, carry_width_ = 0;
  std::vector<std::vector<Real>> layers_;  // of each layer hidden [R, H], then, if any, cell
  std::vector<Real> feed_, carry_;         // [R, E], [R, carry]
};

}  // namespace dragoman

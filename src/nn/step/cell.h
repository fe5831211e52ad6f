#pragma once
#include <algorithm>
#include <vector>

#include "dragoman/config/config.h"
#include "nn/step/product.h"
#include "nn/step/workspace.h"

namespace dragoman {

/// The states of R rows of a recurrent layer, each array [R, H] and dense.
template <typename Real>
struct CellRows {
  Real* hidden;
  Real* cell;  // of an LSTM; null for a GRU
};

/// The layer normalisation of a cell's sums, [G·H] each; empty without it, the shift where it has
/// none.
template <typename Real>
struct StepGateNorm {
  std::vector<Real> gain, shift;
};

template <typename Real>
class StepCell;

template <typename Real>
struct StepCellParts {
  StepProduct<Real> recurrent;  // W_hh [G·H, H] with b_hh
  StepGateNorm<Real> input_norm, recurrent_norm;
  std::vector<StepCell<Real>> transitions;
  std::vector<Real> input_bias;  // of a transition: b_ih, [G·H]
};

/// One step of a recurrent cell, as `advance` in cell.h defines it.
template <typename Real>
class StepCell {
 public:
  StepCell(CellKind kind, StepCellParts<Real> parts);

  /// From the projected inputs [R, G·H], which are used up. `before` and `after` do not overlap.
  void advance(int64_t rows, Real* projected, const CellRows<const Real>& before,
               const CellRows<Real>& after, Workspace<Real>& workspace) const;

  int64_t width() const { return parts_.recurrent.inputs(); }
  int64_t gates_width() const { return parts_.recurrent.outputs(); }  // G·H
  bool has_cell() const { return kind_ == CellKind::lstm; }

  /// Room for the states of `rows` rows.
  CellRows<Real> room(int64_t rows, Workspace<Real>& workspace) const;

 private:
  void advance_once(int64_t rows, Real* projected, const CellRows<const Real>& before,
                    const CellRows<Real>& after, Workspace<Real>& workspace) const;
  void normalise(const StepGateNorm<Real>& norm, int64_t rows, Real* sums) const;

  CellKind kind_;
  StepCellParts<Real> parts_;  // the product without its bias
  std::vector<Real> bias_;
};

/// out [R, N]: the same row each time.
template <typename Real>
void repeat_row(const std::vector<Real>& row, int64_t count, Real* out) {
  for (int64_t i = 0; i < count; ++i) out = std::copy(row.begin(), row.end(), out);
}

extern template class StepCell<float>;
extern template class StepCell<double>;

}  // namespace dragoman

#pragma once
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

/// One step of a recurrent cell, as `advance` in cell.h defines it.
template <typename Real>
class StepCell {
 public:
  /// @param recurrent W_hh [G·H, H] with b_hh
  StepCell(CellKind kind, StepProduct<Real> recurrent);

  /// From the projected inputs [R, G·H], which are used up. `before` and `after` do not overlap.
  void advance(int64_t rows, Real* projected, const CellRows<const Real>& before,
               const CellRows<Real>& after, Workspace<Real>& workspace) const;

  int64_t width() const { return recurrent_.inputs(); }
  int64_t gates_width() const { return recurrent_.outputs(); }  // G·H
  bool has_cell() const { return kind_ == CellKind::lstm; }

 private:
  CellKind kind_;
  StepProduct<Real> recurrent_;  // without its bias
  std::vector<Real> bias_;
};

extern template class StepCell<float>;
extern template class StepCell<double>;

}  // namespace dragoman

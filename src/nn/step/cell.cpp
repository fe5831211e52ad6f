#include "nn/step/cell.h"

#include <utility>

#include "dragoman/kernels/gates.h"
#include "dragoman/kernels/rows.h"

namespace dragoman {

template <typename Real>
StepCell<Real>::StepCell(CellKind kind, StepProduct<Real> recurrent)
    : kind_(kind), recurrent_(std::move(recurrent)), bias_(std::exchange(recurrent_.bias, {})) {}

template <typename Real>
void StepCell<Real>::advance(int64_t rows, Real* projected, const CellRows<const Real>& before,
                             const CellRows<Real>& after, Workspace<Real>& workspace) const {
  Real* product = workspace.take(rows * gates_width());
  recurrent_({before.hidden, rows, width()}, product);
  GateStep<Real> step{rows,         width(),       nullptr,     projected,    product,
                      bias_.data(), before.hidden, before.cell, after.hidden, after.cell};
  if (kind_ == CellKind::gru) return gru_forward(step);
  add_row(product, rows * gates_width(), projected);
  step.recurrent = nullptr;
  lstm_forward(step);
}

template class StepCell<float>;
template class StepCell<double>;

}  // namespace dragoman

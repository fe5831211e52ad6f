#include "nn/step/cell.h"

#include <utility>

#include "dragoman/kernels/gates.h"
#include "dragoman/kernels/layer_norm.h"
#include "dragoman/kernels/rows.h"

namespace dragoman {

template <typename Real>
StepCell<Real>::StepCell(CellKind kind, StepCellParts<Real> parts)
    : kind_(kind),
      parts_(std::move(parts)),
      bias_(std::exchange(parts_.recurrent.bias, std::vector<Real>{})) {}

template <typename Real>
CellRows<Real> StepCell<Real>::room(int64_t rows, Workspace<Real>& workspace) const {
  return {workspace.take(rows * width()), has_cell() ? workspace.take(rows * width()) : nullptr};
}

template <typename Real>
void StepCell<Real>::advance(int64_t rows, Real* projected, const CellRows<const Real>& before,
                             const CellRows<Real>& after, Workspace<Real>& workspace) const {
  const auto& transitions = parts_.transitions;
  CellRows<Real> made = transitions.empty() ? after : room(rows, workspace);
  advance_once(rows, projected, before, made, workspace);
  for (const StepCell& transition : transitions) {
    const CellRows<Real> next = &transition == &transitions.back() ? after : room(rows, workspace);
    repeat_row(transition.parts_.input_bias, rows, projected);
    transition.advance_once(rows, projected, {made.hidden, made.cell}, next, workspace);
    made = next;
  }
}

template <typename Real>
void StepCell<Real>::normalise(const StepGateNorm<Real>& norm, int64_t rows, Real* sums) const {
  if (norm.gain.empty()) return;
  const int64_t gates = gates_width() / width();
  dragoman::normalise(NormGroups<Real>{rows * gates, width(), gates, sums, norm.gain.data(),
                                       norm.shift.empty() ? nullptr : norm.shift.data(), nullptr,
                                       nullptr});
}

template <typename Real>
void StepCell<Real>::advance_once(int64_t rows, Real* projected, const CellRows<const Real>& before,
                                  const CellRows<Real>& after, Workspace<Real>& workspace) const {
  Real* product = workspace.take(rows * gates_width());
  parts_.recurrent({before.hidden, rows, width()}, product);
  normalise(parts_.recurrent_norm, rows, product);
  normalise(parts_.input_norm, rows, projected);
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

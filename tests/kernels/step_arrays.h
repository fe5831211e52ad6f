#pragma once
#include "dragoman/kernels/gates.h"
#include "dragoman/nn/cell.h"
#include "kernels/real_numbers.h"

namespace dragoman {

/// One step of a cell of three rows, the second of which is not real: what GateStep points to.
struct StepArrays {
  Tensor gates, recurrent, bias, previous_hidden, previous_cell, hidden, cell;
  Tensor real = torch::tensor({true, false, true});
};

template <typename Real>
StepArrays random_arrays(CellKind kind, int64_t width) {
  constexpr int64_t rows = 3;
  const int64_t gates = gate_count(kind) * width;
  StepArrays arrays{random_reals<Real>({rows, gates}, 1), random_reals<Real>({rows, gates}, 2),
                    random_reals<Real>({gates}, 3),       random_reals<Real>({rows, width}, 4),
                    random_reals<Real>({rows, width}, 5), random_reals<Real>({rows, width}, 6),
                    random_reals<Real>({rows, width}, 7)};
  if (kind == CellKind::gru) {
    arrays.previous_cell = arrays.cell = Tensor();
  } else {
    arrays.recurrent = Tensor();
  }
  return arrays;
}

template <typename Real>
GateStep<Real> step_of(const StepArrays& arrays) {
  const auto data = [](const Tensor& array) {
    return array.defined() ? array.data_ptr<Real>() : nullptr;
  };
  return {arrays.hidden.size(0),        arrays.hidden.size(1),
          arrays.real.data_ptr<bool>(), data(arrays.gates),
          data(arrays.recurrent),       data(arrays.bias),
          data(arrays.previous_hidden), data(arrays.previous_cell),
          data(arrays.hidden),          data(arrays.cell)};
}

template <typename Real>
void forward(CellKind kind, const StepArrays& arrays) {
  kind == CellKind::gru ? gru_forward(step_of<Real>(arrays)) : lstm_forward(step_of<Real>(arrays));
}

template <typename Real>
void backward(CellKind kind, const StepArrays& arrays, const Tensor& hidden, const Tensor& cell) {
  const StateGradient<Real> gradient{hidden.data_ptr<Real>(), cell.data_ptr<Real>()};
  kind == CellKind::gru ? gru_backward(step_of<Real>(arrays), gradient)
                        : lstm_backward(step_of<Real>(arrays), gradient);
}

}  // namespace dragoman

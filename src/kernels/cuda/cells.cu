#include <cmath>

#include "kernels/cuda/launch.h"
#include "kernels/gate_rows.h"

namespace dragoman::DRAGOMAN_CUDA_NAMESPACE {
namespace {

/// One number of the state: column `i` of a row.
struct Place {
  int64_t row, i;
};

template <typename Real>
__device__ bool find_place(const GateStep<Real>& step, Place& place) {
  const int64_t index = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  place = {index / step.width, index % step.width};
  return place.row < step.rows;
}

template <typename Real>
__device__ bool is_real(const GateStep<Real>& step, int64_t row) {
  return step.real == nullptr || step.real[row];
}

template <typename Real>
__device__ Real sigmoid(Real x) {
  return 1 / (1 + std::exp(-x));
}

template <typename Real>
__device__ Real sigmoid_slope(Real y) {
  return y * (1 - y);
}

template <typename Real>
__device__ Real tanh_slope(Real y) {
  return 1 - y * y;
}

/// A row that is none keeps its state.
template <typename Real>
__device__ void keep_state(const GateStep<Real>& step, int64_t at) {
  step.hidden[at] = step.previous_hidden[at];
  if (step.cell != nullptr) step.cell[at] = step.previous_cell[at];
}

template <typename Real>
__global__ void gru_forward(GateStep<Real> step) {
  Place place;
  if (!find_place(step, place)) return;
  const int64_t width = step.width, i = place.i, at = place.row * width + i;
  if (!is_real(step, place.row)) return keep_state(step, at);
  Real* gates = step.gates + place.row * 3 * width;
  Real* recurrent = step.recurrent + place.row * 3 * width;
  const Real reset = sigmoid(gates[i] + recurrent[i] + step.bias[i]);
  const Real update = sigmoid(gates[width + i] + recurrent[width + i] + step.bias[width + i]);
  const Real product = recurrent[2 * width + i] + step.bias[2 * width + i];
  const Real candidate = std::tanh(gates[2 * width + i] + reset * product);
  gates[i] = reset;
  gates[width + i] = update;
  gates[2 * width + i] = candidate;
  recurrent[2 * width + i] = product;
  step.hidden[at] = candidate + update * (step.previous_hidden[at] - candidate);
}

template <typename Real>
__global__ void gru_backward(GateStep<Real> step, StateGradient<Real> gradient) {
  Place place;
  if (!find_place(step, place)) return;
  const int64_t width = step.width, i = place.i, at = place.row * width + i;
  Real* gates = step.gates + place.row * 3 * width;
  Real* recurrent = step.recurrent + place.row * 3 * width;
  if (!is_real(step, place.row)) {
    for (int gate = 0; gate < 3; ++gate) gates[gate * width + i] = recurrent[gate * width + i] = 0;
    return;
  }
  const Real reset = gates[i], update = gates[width + i], candidate = gates[2 * width + i];
  const Real product = recurrent[2 * width + i], upstream = gradient.hidden[at];
  const Real passed = upstream * update;
  const Real d_candidate = (upstream - passed) * tanh_slope(candidate);
  const Real d_reset = d_candidate * product * sigmoid_slope(reset);
  const Real d_update = upstream * (step.previous_hidden[at] - candidate) * sigmoid_slope(update);
  gates[i] = recurrent[i] = d_reset;
  gates[width + i] = recurrent[width + i] = d_update;
  gates[2 * width + i] = d_candidate;
  recurrent[2 * width + i] = d_candidate * reset;
  gradient.hidden[at] = passed;
}

template <typename Real>
__global__ void lstm_forward(GateStep<Real> step) {
  Place place;
  if (!find_place(step, place)) return;
  const int64_t width = step.width, i = place.i, at = place.row * width + i;
  if (!is_real(step, place.row)) return keep_state(step, at);
  Real* gates = step.gates + place.row * 4 * width;
  const Real input = sigmoid(gates[i] + step.bias[i]);
  const Real forget = sigmoid(gates[width + i] + step.bias[width + i]);
  const Real candidate = std::tanh(gates[2 * width + i] + step.bias[2 * width + i]);
  const Real output = sigmoid(gates[3 * width + i] + step.bias[3 * width + i]);
  const Real next = forget * step.previous_cell[at] + input * candidate;
  gates[i] = input;
  gates[width + i] = forget;
  gates[2 * width + i] = candidate;
  gates[3 * width + i] = output;
  step.cell[at] = next;
  step.hidden[at] = output * std::tanh(next);
}

template <typename Real>
__global__ void lstm_backward(GateStep<Real> step, StateGradient<Real> gradient) {
  Place place;
  if (!find_place(step, place)) return;
  const int64_t width = step.width, i = place.i, at = place.row * width + i;
  Real* gates = step.gates + place.row * 4 * width;
  if (!is_real(step, place.row)) {
    for (int gate = 0; gate < 4; ++gate) gates[gate * width + i] = 0;
    return;
  }
  const Real input = gates[i], forget = gates[width + i];
  const Real candidate = gates[2 * width + i], output = gates[3 * width + i];
  const Real squashed = std::tanh(step.cell[at]), upstream = gradient.hidden[at];
  const Real d_next = upstream * output * tanh_slope(squashed) + gradient.cell[at];
  gates[i] = d_next * candidate * sigmoid_slope(input);
  gates[width + i] = d_next * step.previous_cell[at] * sigmoid_slope(forget);
  gates[2 * width + i] = d_next * input * tanh_slope(candidate);
  gates[3 * width + i] = upstream * squashed * sigmoid_slope(output);
  gradient.cell[at] = d_next * forget;
  gradient.hidden[at] = 0;
}

template <typename Real>
Grid grid_of(const GateStep<Real>& step) {
  return {blocks_for(step.rows * step.width)};
}

}  // namespace

void cell_forward(const CellStep& step) {
  for_real(step.gates.number, [&](auto real) {
    using Real = decltype(real);
    const GateStep<Real> rows = gate_rows<Real>(step, 0, step.gates.sizes[0]);
    launch(step.cell ? lstm_forward<Real> : gru_forward<Real>, grid_of(rows), block_threads, rows);
  });
}

void cell_backward(const CellStep& step, const Array& hidden, const Array& cell) {
  for_real(step.gates.number, [&](auto real) {
    using Real = decltype(real);
    const GateStep<Real> rows = gate_rows<Real>(step, 0, step.gates.sizes[0]);
    const StateGradient<Real> gradient{row_of<Real>(hidden, 0), row_of<Real>(cell, 0)};
    launch(step.cell ? lstm_backward<Real> : gru_backward<Real>, grid_of(rows), block_threads, rows,
           gradient);
  });
}

}  // namespace dragoman::DRAGOMAN_CUDA_NAMESPACE

#include "dragoman/nn/cell.h"

#include <torch/nn/init.h>

namespace dragoman {
namespace {

void initialise_gates(const Tensor& weight, int64_t gates, bool recurrent) {
  for (const Tensor& gate : weight.chunk(gates, 0)) {
    recurrent ? torch::nn::init::orthogonal_(gate) : torch::nn::init::xavier_uniform_(gate);
  }
}

CellState advance_gru(const Tensor& projected, const CellState& state, const Tensor& recurrent) {
  const int64_t width = state.hidden.size(-1);
  const Tensor reset_and_update =
      torch::sigmoid(projected.narrow(-1, 0, 2 * width) + recurrent.narrow(-1, 0, 2 * width));
  const Tensor reset = reset_and_update.narrow(-1, 0, width);
  const Tensor update = reset_and_update.narrow(-1, width, width);
  const Tensor candidate = torch::tanh(torch::addcmul(projected.narrow(-1, 2 * width, width), reset,
                                                      recurrent.narrow(-1, 2 * width, width)));
  return {torch::lerp(candidate, state.hidden, update), {}};
}

CellState advance_lstm(const Tensor& projected, const CellState& state, const Tensor& recurrent) {
  const std::vector<Tensor> gates = (projected + recurrent).chunk(4, -1);
  const Tensor input = torch::sigmoid(gates[0]);
  const Tensor forget = torch::sigmoid(gates[1]);
  const Tensor candidate = torch::tanh(gates[2]);
  const Tensor output = torch::sigmoid(gates[3]);
  const Tensor cell = torch::addcmul(forget * state.cell, input, candidate);
  return {output * torch::tanh(cell), cell};
}

}  // namespace

int64_t gate_count(CellKind kind) {
  return kind == CellKind::gru ? 3 : 4;
}

CellWeights register_cell(torch::nn::Module& owner, CellKind kind, int64_t input_width,
                          int64_t hidden_width, const std::string& suffix) {
  const torch::NoGradGuard no_grad;
  const int64_t gates = gate_count(kind);
  const int64_t rows = gates * hidden_width;
  CellWeights weights;
  weights.weight_ih =
      owner.register_parameter("weight_ih" + suffix, torch::empty({rows, input_width}));
  weights.weight_hh =
      owner.register_parameter("weight_hh" + suffix, torch::empty({rows, hidden_width}));
  weights.bias_ih = owner.register_parameter("bias_ih" + suffix, torch::zeros(rows));
  weights.bias_hh = owner.register_parameter("bias_hh" + suffix, torch::zeros(rows));
  initialise_gates(weights.weight_ih, gates, false);
  initialise_gates(weights.weight_hh, gates, true);
  if (kind == CellKind::lstm) weights.bias_ih.narrow(0, hidden_width, hidden_width).fill_(1);
  return weights;
}

CellState zero_state(CellKind kind, int64_t batch, const CellWeights& weights) {
  const Tensor zero = torch::zeros({batch, weights.weight_hh.size(1)},
                                   weights.weight_hh.options().requires_grad(false));
  return {zero, kind == CellKind::lstm ? zero : Tensor()};
}

Tensor project_input(const Tensor& input, const CellWeights& weights) {
  return torch::linear(input, weights.weight_ih, weights.bias_ih);
}

CellState advance(CellKind kind, const Tensor& projected, const CellState& state,
                  const Tensor& recurrent, const CellWeights& weights) {
  const Tensor product = torch::linear(recurrent, weights.weight_hh, weights.bias_hh);
  return kind == CellKind::gru ? advance_gru(projected, state, product)
                               : advance_lstm(projected, state, product);
}

}  // namespace dragoman

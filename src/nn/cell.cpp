#include "dragoman/nn/cell.h"

#include <torch/nn/init.h>

#include "dragoman/kernels/layer_norm.h"

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

/// gain ⊙ N(values) + shift, the normal form of each gate; `values` without a gain.
/// @param values [..., G·H] @param shift [G·H], or undefined
Tensor normalised(const Tensor& values, const Tensor& gain, const Tensor& shift, int64_t width) {
  if (!gain.defined()) return values;
  const Tensor normal =
      torch::layer_norm(values.reshape({-1, width}), {width}, {}, {}, layer_norm_epsilon)
          .view(values.sizes());
  return shift.defined() ? torch::addcmul(shift, normal, gain) : normal * gain;
}

CellWeights register_transition(torch::nn::Module& owner, const CellShape& shape,
                                const std::string& suffix) {
  const int64_t gates = gate_count(shape.kind), width = shape.hidden_width, rows = gates * width;
  CellWeights weights;
  weights.weight_hh = owner.register_parameter("weight_hh" + suffix, torch::empty({rows, width}));
  weights.bias_ih = owner.register_parameter("bias_ih" + suffix, torch::zeros(rows));
  weights.bias_hh = owner.register_parameter("bias_hh" + suffix, torch::zeros(rows));
  initialise_gates(weights.weight_hh, gates, true);
  if (shape.layer_norm) {
    weights.recurrent_gain = owner.register_parameter("recurrent_gain" + suffix, torch::ones(rows));
  }
  return weights;
}

/// The gates' sums that do not depend on the state, where the forget gate begins open.
void open_forget_gate(const CellShape& shape, const Tensor& sums) {
  if (shape.kind != CellKind::lstm) return;
  sums.narrow(0, shape.hidden_width, shape.hidden_width).fill_(1);
}

CellState advance_once(CellKind kind, const Tensor& projected, const CellState& state,
                       const Tensor& recurrent, const CellWeights& weights) {
  const int64_t width = state.hidden.size(-1);
  const Tensor input = normalised(projected, weights.input_gain, weights.input_shift, width);
  Tensor product = torch::linear(recurrent, weights.weight_hh);
  product = normalised(product, weights.recurrent_gain, {}, width) + weights.bias_hh;
  return kind == CellKind::gru ? advance_gru(input, state, product)
                               : advance_lstm(input, state, product);
}

}  // namespace

int64_t gate_count(CellKind kind) {
  return kind == CellKind::gru ? 3 : 4;
}

CellWeights register_cell(torch::nn::Module& owner, const CellShape& shape,
                          const std::string& suffix) {
  const torch::NoGradGuard no_grad;
  const int64_t gates = gate_count(shape.kind), rows = gates * shape.hidden_width;
  const Tensor input =
      owner.register_parameter("weight_ih" + suffix, torch::empty({rows, shape.input_width}));
  initialise_gates(input, gates, false);
  CellWeights weights = register_transition(owner, shape, suffix);
  weights.weight_ih = input;
  if (shape.layer_norm) {
    weights.input_gain = owner.register_parameter("input_gain" + suffix, torch::ones(rows));
    weights.input_shift = owner.register_parameter("input_shift" + suffix, torch::zeros(rows));
  }
  open_forget_gate(shape, shape.layer_norm ? weights.input_shift : weights.bias_ih);
  for (int64_t index = 1; index <= shape.transitions; ++index) {
    weights.transitions.push_back(
        register_transition(owner, shape, suffix + "_transition" + std::to_string(index)));
    open_forget_gate(shape, weights.transitions.back().bias_ih);
  }
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
  CellState next = advance_once(kind, projected, state, recurrent, weights);
  for (const CellWeights& transition : weights.transitions) {
    next = advance_once(kind, transition.bias_ih, next, next.hidden, transition);
  }
  return next;
}

}  // namespace dragoman

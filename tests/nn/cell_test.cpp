#include "dragoman/nn/cell.h"

#include <cmath>

#include <gtest/gtest.h>
#include <torch/nn/modules/rnn.h>

#include "nn/module_parameters.h"
#include "nn/padded_batch.h"
#include "nn/small_model.h"
#include "nn/tensor_expectations.h"

namespace dragoman {
namespace {

struct OneCell : torch::nn::Module {
  explicit OneCell(const CellShape& shape)
      : kind(shape.kind), weights(register_cell(*this, shape)) {}

  OneCell(CellKind cell, int64_t input_width, int64_t hidden_width)
      : OneCell(CellShape{cell, input_width, hidden_width}) {}

  CellState step(const Tensor& input, const CellState& state) const {
    return advance(kind, project_input(input, weights), state, state.hidden, weights);
  }

  void set(const std::string& name, const std::vector<double>& numbers) {
    const torch::NoGradGuard no_grad;
    to(torch::kDouble);
    Tensor parameter = named_parameters()[name];
    parameter.copy_(torch::tensor(numbers, torch::kDouble).view(parameter.sizes()));
  }

  CellKind kind;
  CellWeights weights;
};

Tensor number(double value) {
  return torch::full({1, 1}, value, torch::kDouble);
}

TEST(GruCell, HandWorkedNumbers) {
  OneCell cell(CellKind::gru, 1, 1);
  const double log3 = std::log(3.0);
  // x = 2, h = 0.4:  r = σ(log 3) = 3/4,  z = σ(−log 3) = 1/4,
  // n = tanh(0.25·2 + r (0.5·0.4 + 0.4)) = tanh 0.95,  h' = 3/4 n + 1/4 h.
  cell.set("weight_ih", {log3 / 2, 0, 0.25});
  cell.set("weight_hh", {0, -log3 / 0.4, 0.5});
  cell.set("bias_ih", {0, 0, 0});
  cell.set("bias_hh", {0, 0, 0.4});
  const CellState next = cell.step(number(2), {number(0.4), {}});
  EXPECT_NEAR(next.hidden.item<double>(), 0.75 * std::tanh(0.95) + 0.1, 1e-14);
  EXPECT_FALSE(next.cell.defined());
}

TEST(LstmCell, HandWorkedNumbers) {
  OneCell cell(CellKind::lstm, 1, 1);
  const double log3 = std::log(3.0), log4 = std::log(4.0);
  // x = 1, h = 0.5, c = 2:  i = σ(log 3) = 3/4,  f = σ(−log 3) = 1/4,  g = tanh(0.2 + 0.6),
  // o = σ(log 4) = 4/5,  c' = f c + i g,  h' = o tanh c'.
  cell.set("weight_ih", {log3, 0, 0.2, 0});
  cell.set("weight_hh", {0, -2 * log3, 1.2, 0});
  cell.set("bias_ih", {0, 0, 0, log4 / 2});
  cell.set("bias_hh", {0, 0, 0, log4 / 2});
  const CellState next = cell.step(number(1), {number(0.5), number(2)});
  const double expected = 0.5 + 0.75 * std::tanh(0.8);
  EXPECT_NEAR(next.cell.item<double>(), expected, 1e-14);
  EXPECT_NEAR(next.hidden.item<double>(), 0.8 * std::tanh(expected), 1e-14);
}

TEST(GruCell, EqualsLibTorchsWithTheSameWeights) {
  OneCell cell(CellKind::gru, 3, 4);
  torch::nn::GRUCell reference(3, 4);
  reference->to(torch::kDouble);
  randomise(cell, 1);
  copy_parameters(cell, *reference);
  const Tensor input = random_tensor({5, 3}, 2), hidden = random_tensor({5, 4}, 3);
  EXPECT_TRUE(close(cell.step(input, {hidden, {}}).hidden, reference(input, hidden)));
}

TEST(LstmCell, EqualsLibTorchsWithTheSameWeights) {
  OneCell cell(CellKind::lstm, 3, 4);
  torch::nn::LSTMCell reference(3, 4);
  reference->to(torch::kDouble);
  randomise(cell, 1);
  copy_parameters(cell, *reference);
  const Tensor input = random_tensor({5, 3}, 2);
  const CellState state{random_tensor({5, 4}, 3), random_tensor({5, 4}, 4)};
  const auto [hidden, memory] = reference(input, std::make_tuple(state.hidden, state.cell));
  const CellState next = cell.step(input, state);
  EXPECT_TRUE(close(next.hidden, hidden));
  EXPECT_TRUE(close(next.cell, memory));
}

TEST(GruCell, NormalisesEachGateOfBothSums) {
  OneCell cell({CellKind::gru, 2, 2, 0, true});
  // Two numbers a ≠ b are N(a, b) = (1, −1) or (−1, 1), but for ε: large ones leave it aside.
  const double large = 1e4;
  cell.set("weight_ih", {large, 0, 0, large, large, 0, 0, large, large, 0, 0, large});
  cell.set("weight_hh", {large, 0, 0, large, large, 0, 0, large, large, 0, 0, large});
  cell.set("bias_hh", {0, 0, 0, 0, 0.25, 0.25});
  cell.set("input_gain", {1, 1, 2, 2, 3, 3});
  cell.set("input_shift", {0, 0, 0, 0, 0.5, 0.5});
  cell.set("recurrent_gain", {1, 1, 1, 1, 0.5, 0.5});
  const Tensor input = torch::tensor({{5.0, 2.0}}, torch::kDouble);
  const Tensor hidden = torch::tensor({{0.1, 0.3}}, torch::kDouble);
  // N(x) = (1, −1), N(U h) = (−1, 1): r = σ(1 − 1) = 1/2, z = σ(2 − 1), σ(−2 + 1),
  // n = tanh(3 + 1/2 + 1/2 (−1/2 + 1/4)), tanh(−3 + 1/2 + 1/2 (1/2 + 1/4)).
  const double z = 1 / (1 + std::exp(-1.0));
  const double first = (1 - z) * std::tanh(3.375) + z * 0.1;
  const double second = z * std::tanh(-2.125) + (1 - z) * 0.3;
  const Tensor next = cell.step(input, {hidden, {}}).hidden;
  EXPECT_NEAR(next[0][0].item<double>(), first, 1e-7);
  EXPECT_NEAR(next[0][1].item<double>(), second, 1e-7);
}

class Cells : public testing::TestWithParam<CellKind> {
 protected:
  CellState random_state(int64_t rows, int64_t width) const {
    return {random_tensor({rows, width}, 5),
            GetParam() == CellKind::lstm ? random_tensor({rows, width}, 6) : Tensor()};
  }

  void expect_gradients(const CellShape& shape) const;
};

TEST_P(Cells, GradientsEqualCentralDifferences) {
  expect_gradients({GetParam(), 3, 2});
}

TEST_P(Cells, GradientsEqualCentralDifferencesThroughTransitionsAndNorms) {
  expect_gradients({GetParam(), 3, 8, 1, true});
}

TEST_P(Cells, TransitionsGoOnFromTheNewStateWithoutAnInput) {
  OneCell deep({GetParam(), 3, 4, 2});
  randomise(deep, 1);
  const Tensor projected = project_input(random_tensor({5, 3}, 2), deep.weights);
  CellWeights flat = deep.weights;
  flat.transitions.clear();
  CellState state = random_state(5, 4);
  const CellState found = advance(GetParam(), projected, state, state.hidden, deep.weights);
  state = advance(GetParam(), projected, state, state.hidden, flat);
  const Tensor nothing = torch::zeros({5, 1}, torch::kDouble);
  const Tensor no_weight = torch::zeros({4 * gate_count(GetParam()), 1}, torch::kDouble);
  for (const CellWeights& weights : deep.weights.transitions) {
    if (GetParam() == CellKind::gru) {
      state.hidden = torch::gru_cell(nothing, state.hidden, no_weight, weights.weight_hh,
                                     weights.bias_ih, weights.bias_hh);
    } else {
      std::tie(state.hidden, state.cell) =
          torch::lstm_cell(nothing, {state.hidden, state.cell}, no_weight, weights.weight_hh,
                           weights.bias_ih, weights.bias_hh);
    }
  }
  EXPECT_TRUE(close(found.hidden, state.hidden));
  if (state.cell.defined()) {
    EXPECT_TRUE(close(found.cell, state.cell));
  }
}

TEST_P(Cells, NormalisedSumsDoNotDependOnTheirScale) {
  OneCell cell({GetParam(), 3, 4, 0, true});
  randomise(cell, 1);
  const torch::NoGradGuard no_grad;
  cell.weights.weight_hh.mul_(1e3);
  cell.weights.weight_ih.mul_(1e3);
  const Tensor input = random_tensor({5, 3}, 2);
  const CellState state = random_state(5, 4);
  const CellState once = cell.step(input, state);
  cell.weights.weight_hh.mul_(7);
  cell.weights.weight_ih.mul_(9);
  cell.weights.bias_ih.mul_(9);
  EXPECT_TRUE(close(cell.step(input, state).hidden, once.hidden, 1e-6));
}

TEST_P(Cells, StartsTransitionsAndNormsAsTheyShould) {
  OneCell cell({GetParam(), 3, 4, 1, true});
  const auto parameters = cell.named_parameters();
  const bool lstm = GetParam() == CellKind::lstm;
  EXPECT_EQ(parameters.size(), 11U);
  EXPECT_TRUE(same(parameters["input_gain"], torch::ones_like(parameters["input_gain"])));
  EXPECT_EQ(parameters["input_shift"].sum().item<double>(), lstm ? 4 : 0);
  EXPECT_EQ(parameters["bias_ih"].sum().item<double>(), 0);
  EXPECT_EQ(parameters["bias_ih_transition1"].sum().item<double>(), lstm ? 4 : 0);
  for (const Tensor& gate : parameters["weight_hh_transition1"].chunk(gate_count(GetParam()), 0)) {
    EXPECT_TRUE(close(gate.mm(gate.t()), torch::eye(4), 1e-5));
  }
}

void Cells::expect_gradients(const CellShape& shape) const {
  OneCell cell(shape);
  randomise(cell, 1);
  const int64_t width = shape.hidden_width;
  const CellState state = random_state(4, width);
  const Tensor input = random_tensor({4, 3}, 2), recurrent = random_tensor({4, width}, 3);
  const Tensor factors = random_tensor({4, width}, 4);
  std::vector<NamedTensor> inputs = parameters_of(cell);
  inputs.push_back({"input", input});
  inputs.push_back({"hidden", state.hidden});
  inputs.push_back({"recurrent", recurrent});
  if (state.cell.defined()) inputs.push_back({"cell", state.cell});
  expect_numeric_gradients(inputs, [&] {
    const CellState next =
        advance(GetParam(), project_input(input, cell.weights), state, recurrent, cell.weights);
    const Tensor sum = (next.hidden * factors).sum();
    return next.cell.defined() ? sum + (next.cell * next.cell * factors).sum() : sum;
  });
}

TEST_P(Cells, OnlyTheRecurrentProductSeesTheDroppedState) {
  OneCell cell(GetParam(), 3, 4);
  randomise(cell, 1);
  const CellState state = random_state(2, 4);
  const Tensor projected = project_input(random_tensor({2, 3}, 2), cell.weights);
  const Tensor zero = torch::zeros_like(state.hidden);
  const CellState next = advance(GetParam(), projected, state, zero, cell.weights);
  // From a zero state, what the kept state adds: z ⊙ h of a GRU, f ⊙ c of an LSTM.
  const CellState rest{zero, state.cell.defined() ? zero : Tensor()};
  const CellState without = advance(GetParam(), projected, rest, zero, cell.weights);
  const Tensor gates = torch::sigmoid(projected + cell.weights.bias_hh).narrow(1, 4, 4);
  if (GetParam() == CellKind::gru) {
    EXPECT_TRUE(close(next.hidden - without.hidden, gates * state.hidden));
  } else {
    EXPECT_TRUE(close(next.cell - without.cell, gates * state.cell));
  }
}

TEST_P(Cells, ProjectsAllStepsAtOnce) {
  OneCell cell(GetParam(), 3, 2);
  randomise(cell, 1);
  const Tensor input = random_tensor({5, 4, 3}, 2);
  const Tensor projected = project_input(input, cell.weights);
  for (int64_t t = 0; t < 5; ++t) {
    EXPECT_TRUE(
        close(projected[t], input[t].mm(cell.weights.weight_ih.t()) + cell.weights.bias_ih));
  }
}

TEST_P(Cells, StartWithOrthogonalRecurrentGatesAndBoundedInputGates) {
  torch::manual_seed(1);
  OneCell cell(GetParam(), 3, 4);
  const int64_t gates = gate_count(GetParam());
  for (const Tensor& gate : cell.weights.weight_hh.chunk(gates, 0)) {
    EXPECT_TRUE(close(gate.mm(gate.t()), torch::eye(4), 1e-5));
  }
  // Xavier's bound of a [4, 3] gate; that of the whole [G·4, 3] matrix would be smaller.
  const double bound = std::sqrt(6.0 / (3 + 4));
  const double largest = cell.weights.weight_ih.abs().max().item<double>();
  EXPECT_LE(largest, bound);
  EXPECT_GT(largest, std::sqrt(6.0 / static_cast<double>(3 + 4 * gates)));
}

TEST_P(Cells, StartWithZeroBiasesButForTheForgetGate) {
  OneCell cell(GetParam(), 3, 2);
  const Tensor expected = GetParam() == CellKind::gru
                              ? torch::zeros(6)
                              : torch::tensor({0.F, 0.F, 1.F, 1.F, 0.F, 0.F, 0.F, 0.F});
  EXPECT_TRUE(same(cell.weights.bias_ih + cell.weights.bias_hh, expected));
}

TEST_P(Cells, ZeroStateIsOfTheWeightsTypeAndNotTrained) {
  OneCell cell(GetParam(), 3, 2);
  cell.to(torch::kDouble);
  const CellState state = zero_state(GetParam(), 5, cell.weights);
  EXPECT_TRUE(same(state.hidden, torch::zeros({5, 2}, torch::kDouble)));
  EXPECT_EQ(state.hidden.scalar_type(), torch::kDouble);
  EXPECT_FALSE(state.hidden.requires_grad());
  EXPECT_EQ(state.cell.defined(), GetParam() == CellKind::lstm);
}

INSTANTIATE_TEST_SUITE_P(Kinds, Cells, testing::ValuesIn(cell_kinds()),
                         [](const auto& kind) { return name_of(kind.param); });

}  // namespace
}  // namespace dragoman

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
  OneCell(CellKind cell, int64_t input_width, int64_t hidden_width)
      : kind(cell), weights(register_cell(*this, cell, input_width, hidden_width)) {}

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

class Cells : public testing::TestWithParam<CellKind> {
 protected:
  CellState random_state(int64_t rows, int64_t width) const {
    return {random_tensor({rows, width}, 5),
            GetParam() == CellKind::lstm ? random_tensor({rows, width}, 6) : Tensor()};
  }
};

TEST_P(Cells, GradientsEqualCentralDifferences) {
  OneCell cell(GetParam(), 3, 2);
  randomise(cell, 1);
  const CellState state = random_state(4, 2);
  const Tensor input = random_tensor({4, 3}, 2), recurrent = random_tensor({4, 2}, 3);
  const Tensor factors = random_tensor({4, 2}, 4);
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

#include "dragoman/kernels/gates.h"

#include <cmath>

#include <gtest/gtest.h>

#include "kernels/step_arrays.h"
#include "nn/small_model.h"

namespace dragoman {
namespace {

Tensor leaf_of(const Tensor& array) {
  return array.defined() ? exact(array).requires_grad_() : Tensor();
}

/// The formulas of `advance`, in double and with leaves for autograd; sets `hidden` and `cell`.
StepArrays plain_step(CellKind kind, const StepArrays& from) {
  StepArrays arrays{leaf_of(from.gates),
                    leaf_of(from.recurrent),
                    exact(from.bias),
                    leaf_of(from.previous_hidden),
                    leaf_of(from.previous_cell),
                    {},
                    {},
                    from.real};
  const Tensor& before = arrays.previous_hidden;
  const Tensor real = from.real.unsqueeze(1);
  if (kind == CellKind::gru) {
    const auto x = arrays.gates.chunk(3, 1), u = (arrays.recurrent + arrays.bias).chunk(3, 1);
    const Tensor reset = torch::sigmoid(x[0] + u[0]), update = torch::sigmoid(x[1] + u[1]);
    const Tensor candidate = torch::tanh(x[2] + reset * u[2]);
    arrays.hidden = torch::where(real, (1 - update) * candidate + update * before, before);
    return arrays;
  }
  const auto x = (arrays.gates + arrays.bias).chunk(4, 1);
  const Tensor next =
      torch::sigmoid(x[1]) * arrays.previous_cell + torch::sigmoid(x[0]) * torch::tanh(x[2]);
  arrays.cell = torch::where(real, next, arrays.previous_cell);
  arrays.hidden = torch::where(real, torch::sigmoid(x[3]) * torch::tanh(next), before);
  return arrays;
}

Tensor gradient_of(const Tensor& leaf) {
  return leaf.grad().defined() ? leaf.grad() : torch::zeros_like(leaf);
}

template <typename Real>
void expect_the_formulas(CellKind kind, int64_t width) {
  const StepArrays arrays = random_arrays<Real>(kind, width);
  const StepArrays expected = plain_step(kind, arrays);
  const bool lstm = kind == CellKind::lstm;
  forward<Real>(kind, arrays);
  EXPECT_TRUE(rounds_to<Real>(arrays.hidden, expected.hidden));
  EXPECT_TRUE(same(arrays.hidden[1], arrays.previous_hidden[1]));
  if (lstm) {
    EXPECT_TRUE(rounds_to<Real>(arrays.cell, expected.cell));
  }

  const Tensor hidden = random_reals<Real>({3, width}, 8);
  const Tensor cell = random_reals<Real>({3, width}, 9), kept = hidden.clone();
  Tensor value = (expected.hidden * exact(hidden)).sum();
  if (lstm) value = value + (expected.cell * exact(cell)).sum();
  value.backward();
  backward<Real>(kind, arrays, hidden, cell);
  EXPECT_TRUE(rounds_to<Real>(arrays.gates, gradient_of(expected.gates)));
  EXPECT_TRUE(rounds_to<Real>(hidden, gradient_of(expected.previous_hidden)));
  EXPECT_TRUE(same(hidden[1], kept[1]));
  if (lstm) {
    EXPECT_TRUE(rounds_to<Real>(cell, gradient_of(expected.previous_cell)));
  } else {
    EXPECT_TRUE(rounds_to<Real>(arrays.recurrent, gradient_of(expected.recurrent)));
  }
}

template <typename Real>
class Gates : public testing::Test {};
TYPED_TEST_SUITE(Gates, RealTypes);

TYPED_TEST(Gates, EqualTheirFormulasForwardAndBackAndARowThatIsNotRealPassesAll) {
  for (const CellKind kind : cell_kinds()) {
    for (const int64_t width : vector_widths) {
      SCOPED_TRACE(name_of(kind) + " " + std::to_string(width));
      expect_the_formulas<TypeParam>(kind, width);
    }
  }
}

TYPED_TEST(Gates, AnyGateThatIsNotANumberMakesItsStateSo) {
  for (const CellKind kind : cell_kinds()) {
    for (int64_t position = 0; position < gate_count(kind) * 33; ++position) {
      SCOPED_TRACE(name_of(kind) + " " + std::to_string(position));
      const StepArrays arrays = random_arrays<TypeParam>(kind, 33);
      arrays.gates[0][position].fill_(not_a_number<TypeParam>);
      forward<TypeParam>(kind, arrays);
      EXPECT_TRUE(std::isnan(arrays.hidden[0][position % 33].template item<double>()));
      EXPECT_EQ(arrays.hidden.isnan().sum().template item<int64_t>(), 1);
    }
  }
}

TYPED_TEST(Gates, SaturateFarFromZero) {
  const StepArrays arrays = random_arrays<TypeParam>(CellKind::lstm, 7);
  arrays.gates.fill_(1e30);
  arrays.gates.narrow(1, 7, 7).fill_(-1e30);
  forward<TypeParam>(CellKind::lstm, arrays);
  const double expected = std::tanh(1.0);
  EXPECT_TRUE(rounds_to<TypeParam>(arrays.cell[0], torch::ones(7, torch::kDouble)));
  EXPECT_TRUE(rounds_to<TypeParam>(arrays.hidden[0], torch::full(7, expected, torch::kDouble)));
}

}  // namespace
}  // namespace dragoman

#include "nn/tape/linear.h"

#include <gtest/gtest.h>

#include "nn/gradient_in_place.h"
#include "nn/padded_batch.h"
#include "nn/tape/product.h"
#include "nn/tensor_expectations.h"

namespace dragoman {
namespace {

using torch::Tensor;

/// Leaves of a linear map of [T, B, K] to [T, B, N].
struct Leaves {
  explicit Leaves(bool biased, torch::Dtype type = torch::kDouble)
      : input(random_tensor({3, 4, 5}, 1).to(type).requires_grad_()),
        weight(random_tensor({7, 5}, 2).to(type).requires_grad_()) {
    if (biased) bias = random_tensor({7}, 3).to(type).requires_grad_();
  }

  std::vector<NamedTensor> named() const {
    std::vector<NamedTensor> leaves = {{"input", input}, {"weight", weight}};
    if (bias.defined()) leaves.push_back({"bias", bias});
    return leaves;
  }

  Tensor input, weight, bias;
};

void expect_same_gradients(const Leaves& got, const Leaves& expected, double tolerance = 1e-12) {
  const std::vector<NamedTensor> leaves = got.named(), others = expected.named();
  for (size_t i = 0; i < leaves.size(); ++i) {
    SCOPED_TRACE(leaves[i].name);
    EXPECT_TRUE(close(leaves[i].tensor.grad(), others[i].tensor.grad(), tolerance));
  }
}

class Linear : public testing::TestWithParam<bool> {};

TEST_P(Linear, ValuesAndGradientsEqualLibTorchs) {
  const Leaves got(GetParam()), expected(GetParam());
  const Tensor factors = random_tensor({3, 4, 7}, 4);
  const Tensor out = linear(got.input, got.weight, got.bias, {});
  const Tensor plain = torch::linear(expected.input, expected.weight, expected.bias);
  EXPECT_TRUE(close(out, plain));
  (out * factors).sum().backward();
  (plain * factors).sum().backward();
  expect_same_gradients(got, expected);
}

TEST_P(Linear, TakesAnInputThatIsNotContiguous) {
  const Leaves got(GetParam()), expected(GetParam());
  const Tensor factors = random_tensor({4, 3, 7}, 4);
  (linear(got.input.transpose(0, 1), got.weight, got.bias, {}) * factors).sum().backward();
  (torch::linear(expected.input.transpose(0, 1), expected.weight, expected.bias) * factors)
      .sum()
      .backward();
  expect_same_gradients(got, expected);
}

TEST_P(Linear, TakesTheOneNumberThatIsTheGradientOfASum) {
  const Leaves got(GetParam(), torch::kFloat), expected(GetParam(), torch::kFloat);
  linear(got.input, got.weight, got.bias, {}).sum().backward();
  torch::linear(expected.input, expected.weight, expected.bias).sum().backward();
  expect_same_gradients(got, expected, 1e-5);
}

TEST_P(Linear, AddsToTheGradientsThatLeavesHave) {
  const Leaves leaves(GetParam());
  const Tensor factors = random_tensor({3, 4, 7}, 4);
  expect_gradients_added_in_place(leaves.named(), [&] {
    return (linear(leaves.input, leaves.weight, leaves.bias, {}) * factors).sum();
  });
}

TEST_P(Linear, InBfloat16IsNearTheExactOne) {
  if (!has_native_bf16()) GTEST_SKIP() << "this processor has no products in bfloat16";
  const Leaves got(GetParam(), torch::kFloat), expected(GetParam(), torch::kFloat);
  const Tensor factors = random_tensor({3, 4, 7}, 4).to(torch::kFloat);
  const Arithmetic rounded{Kernels::fast, Precision::bf16};
  const Tensor out = linear(got.input, got.weight, got.bias, rounded);
  const Tensor plain = torch::linear(expected.input, expected.weight, expected.bias);
  EXPECT_TRUE(close(out, plain, 0.05));
  (out * factors).sum().backward();
  (plain * factors).sum().backward();
  expect_same_gradients(got, expected, 0.1);
}

INSTANTIATE_TEST_SUITE_P(Biases, Linear, testing::Bool(),
                         [](const auto& biased) { return biased.param ? "biased" : "plain"; });

}  // namespace
}  // namespace dragoman

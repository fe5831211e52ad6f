#include "dragoman/nn/loss.h"

#include <atomic>
#include <cmath>

#include <ATen/record_function.h>
#include <gtest/gtest.h>

#include "nn/gradient_check.h"
#include "nn/padded_batch.h"
#include "nn/tensor_expectations.h"

namespace dragoman {
namespace {

/// Readouts, output layer and words for N rows of width 5 and 7 words.
struct Rows {
  explicit Rows(int64_t count)
      : readouts(random_tensor({count, 5}, 1).requires_grad_()),
        weight(random_tensor({7, 5}, 2).requires_grad_()),
        bias(random_tensor({7}, 3).requires_grad_()),
        words((torch::arange(count) * 5).remainder(7)) {}

  Loss loss(double smoothing, const Arithmetic& arithmetic = {}) const {
    return smoothed_cross_entropy(readouts, weight, bias, words, smoothing, arithmetic);
  }

  Tensor libtorch_loss(double smoothing) const {
    return torch::cross_entropy_loss(torch::linear(readouts, weight, bias), words, {},
                                     at::Reduction::Sum, -100, smoothing);
  }

  std::vector<Tensor> gradients(const Tensor& value) const {
    return torch::autograd::grad({value}, {readouts, weight, bias});
  }

  Tensor readouts, weight, bias, words;
};

TEST(SmoothedCrossEntropy, HandWorkedNumbers) {
  // p = (1/8, 3/8, 4/8); the word is the second one.
  const Tensor readouts = torch::ones({1, 1}, torch::kDouble);
  const Tensor weight =
      torch::tensor({0.0, std::log(3.0), std::log(2.0)}, torch::kDouble).unsqueeze(1);
  const Tensor bias = torch::tensor({0.0, 0.0, std::log(2.0)}, torch::kDouble);
  const Tensor words = torch::tensor({1}, torch::kLong);
  const Loss loss = smoothed_cross_entropy(readouts, weight, bias, words, 0.1);
  const double correct = std::log(8.0 / 3);
  const double mean = (std::log(8.0) + std::log(8.0 / 3) + std::log(2.0)) / 3;
  EXPECT_NEAR(loss.cross_entropy.item<double>(), correct, 1e-14);
  EXPECT_NEAR(loss.smoothed.item<double>(), 0.9 * correct + 0.1 * mean, 1e-14);
}

TEST(SmoothedCrossEntropy, TheReferencePathIsTheSame) {
  for (const double smoothing : {0.0, 0.1}) {
    const Rows rows(37);
    const Loss fast = rows.loss(smoothing), reference = rows.loss(smoothing, reference_arithmetic);
    EXPECT_TRUE(close(fast.smoothed, reference.smoothed, 1e-11));
    EXPECT_TRUE(close(fast.cross_entropy, reference.cross_entropy, 1e-11));
    const std::vector<Tensor> got = rows.gradients(fast.smoothed),
                              expected = rows.gradients(reference.smoothed);
    for (size_t i = 0; i < got.size(); ++i) EXPECT_TRUE(close(got[i], expected[i]));
  }
}

TEST(SmoothedCrossEntropy, NotANumberStaysOneInEveryGradient) {
  const Rows rows(3);
  rows.readouts.detach()[1][2] = std::nan("");
  const std::vector<Tensor> gradients = rows.gradients(rows.loss(0.1).smoothed);
  for (const Tensor& gradient : gradients) EXPECT_TRUE(gradient.isnan().any().item<bool>());
}

class Smoothing : public testing::TestWithParam<double> {};

TEST_P(Smoothing, EqualsLibTorchsInValueAndGradients) {
  // One row, a part of a chunk, whole chunks, and whole chunks with a rest.
  for (const int64_t count : {1, 37, 1024, 1100}) {
    SCOPED_TRACE("rows: " + std::to_string(count));
    const Rows rows(count);
    const Loss loss = rows.loss(GetParam());
    const Tensor expected = rows.libtorch_loss(GetParam());
    EXPECT_TRUE(close(loss.smoothed, expected, 1e-9));
    EXPECT_TRUE(close(loss.cross_entropy, rows.libtorch_loss(0), 1e-9));
    for (const double factor : {1.0, 2.0, -3.0}) {
      const auto got = rows.gradients(rows.loss(GetParam()).smoothed * factor),
                 wanted = rows.gradients(rows.libtorch_loss(GetParam()) * factor);
      for (size_t i = 0; i < got.size(); ++i) EXPECT_TRUE(close(got[i], wanted[i], 1e-10));
    }
  }
}

TEST_P(Smoothing, GradientsEqualCentralDifferences) {
  const Rows rows(4);
  expect_numeric_gradients(
      {{"readouts", rows.readouts}, {"weight", rows.weight}, {"bias", rows.bias}},
      [&] { return rows.loss(GetParam()).smoothed; });
}

TEST_P(Smoothing, WithoutGradientsTheValueIsTheSame) {
  const Rows rows(600);
  const Loss expected = rows.loss(GetParam());
  const torch::NoGradGuard no_grad;
  const Loss loss = rows.loss(GetParam());
  EXPECT_TRUE(same(loss.smoothed, expected.smoothed));
  EXPECT_TRUE(same(loss.cross_entropy, expected.cross_entropy));
  EXPECT_FALSE(loss.smoothed.requires_grad());
}

INSTANTIATE_TEST_SUITE_P(Epsilons, Smoothing, testing::Values(0.0, 0.1, 0.4),
                         [](const auto& epsilon) {
                           return "epsilon_0_" + std::to_string(std::lround(epsilon.param * 10));
                         });

TEST(SmoothedCrossEntropy, TheUnsmoothedSumIsNotDifferentiated) {
  const Loss loss = Rows(3).loss(0.1);
  EXPECT_TRUE(loss.smoothed.requires_grad());
  EXPECT_FALSE(loss.cross_entropy.requires_grad());
}

TEST(SmoothedCrossEntropy, LargeScoresStayFinite) {
  const Rows rows(3);
  const Loss loss =
      smoothed_cross_entropy(rows.readouts * 1e5, rows.weight, rows.bias, rows.words, 0.1);
  EXPECT_TRUE(loss.smoothed.isfinite().item<bool>());
  for (const Tensor& gradient : rows.gradients(loss.smoothed)) {
    EXPECT_TRUE(gradient.isfinite().all().item<bool>());
  }
}

TEST(SmoothedCrossEntropy, NoRowsCostNothing) {
  const Loss loss = Rows(0).loss(0.1);
  EXPECT_EQ(loss.smoothed.item<double>(), 0);
  EXPECT_EQ(loss.cross_entropy.item<double>(), 0);
}

std::atomic<int> operations{0};

std::unique_ptr<at::ObserverContext> count_operation(const at::RecordFunction& /*call*/) {
  ++operations;
  return nullptr;
}

int operations_of_one_loss(const Rows& rows) {
  operations = 0;
  rows.loss(0.1);
  return operations;
}

TEST(SmoothedCrossEntropy, InNoGradientModeMakesNoGradient) {
  const Rows rows(4);
  const auto handle = at::addThreadLocalCallback(
      at::RecordFunctionCallback(count_operation).scopes({at::RecordScope::FUNCTION}));
  const int with_gradients = operations_of_one_loss(rows);
  const torch::NoGradGuard no_grad;
  const int without = operations_of_one_loss(rows);
  at::removeCallback(handle);
  EXPECT_LT(without, with_gradients - 8) << "three products and their buffers must fall away";
}

TEST(SmoothedCrossEntropy, BadShapesThrow) {
  const Rows rows(4);
  const auto loss = [&](const Tensor& readouts, const Tensor& words) {
    return smoothed_cross_entropy(readouts, rows.weight, rows.bias, words, 0.1);
  };
  EXPECT_THROW(loss(rows.readouts, rows.words.narrow(0, 0, 3)), c10::Error);
  EXPECT_THROW(loss(rows.readouts, rows.words.view({2, 2})), c10::Error);
  EXPECT_THROW(loss(rows.readouts.view({2, 2, 5}), rows.words), c10::Error);
  EXPECT_THROW(loss(rows.readouts.narrow(1, 0, 4), rows.words), c10::Error);
  EXPECT_THROW(loss(rows.readouts, rows.words + 7), c10::Error);
}

}  // namespace
}  // namespace dragoman

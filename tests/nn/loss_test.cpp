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
    return loss(LossTerms{smoothing}, arithmetic);
  }
  Loss loss(const LossTerms& terms, const Arithmetic& arithmetic = {}) const {
    return cross_entropy_loss({readouts, weight, bias}, words, terms, arithmetic);
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

TEST(CrossEntropyLoss, HandWorkedNumbers) {
  // p = (1/8, 3/8, 4/8); the word is the second one.
  const Tensor readouts = torch::ones({1, 1}, torch::kDouble);
  const Tensor weight =
      torch::tensor({0.0, std::log(3.0), std::log(2.0)}, torch::kDouble).unsqueeze(1);
  const Tensor bias = torch::tensor({0.0, 0.0, std::log(2.0)}, torch::kDouble);
  const Tensor words = torch::tensor({1}, torch::kLong);
  const Loss loss = cross_entropy_loss({readouts, weight, bias}, words, {0.1});
  const double correct = std::log(8.0 / 3);
  const double mean = (std::log(8.0) + std::log(8.0 / 3) + std::log(2.0)) / 3;
  EXPECT_NEAR(loss.cross_entropy.item<double>(), correct, 1e-14);
  EXPECT_NEAR(loss.trained.item<double>(), 0.9 * correct + 0.1 * mean, 1e-14);
}

TEST(CrossEntropyLoss, TheReferencePathIsTheSame) {
  for (const double smoothing : {0.0, 0.1}) {
    const Rows rows(37);
    const Loss fast = rows.loss(smoothing), reference = rows.loss(smoothing, reference_arithmetic);
    EXPECT_TRUE(close(fast.trained, reference.trained, 1e-11));
    EXPECT_TRUE(close(fast.cross_entropy, reference.cross_entropy, 1e-11));
    const std::vector<Tensor> got = rows.gradients(fast.trained),
                              expected = rows.gradients(reference.trained);
    for (size_t i = 0; i < got.size(); ++i) EXPECT_TRUE(close(got[i], expected[i]));
  }
}

TEST(CrossEntropyLoss, NotANumberStaysOneInEveryGradient) {
  const Rows rows(3);
  rows.readouts.detach()[1][2] = std::nan("");
  const std::vector<Tensor> gradients = rows.gradients(rows.loss(0.1).trained);
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
    EXPECT_TRUE(close(loss.trained, expected, 1e-9));
    EXPECT_TRUE(close(loss.cross_entropy, rows.libtorch_loss(0), 1e-9));
    for (const double factor : {1.0, 2.0, -3.0}) {
      const auto got = rows.gradients(rows.loss(GetParam()).trained * factor),
                 wanted = rows.gradients(rows.libtorch_loss(GetParam()) * factor);
      for (size_t i = 0; i < got.size(); ++i) EXPECT_TRUE(close(got[i], wanted[i], 1e-10));
    }
  }
}

TEST_P(Smoothing, GradientsEqualCentralDifferences) {
  const Rows rows(4);
  expect_numeric_gradients(
      {{"readouts", rows.readouts}, {"weight", rows.weight}, {"bias", rows.bias}},
      [&] { return rows.loss(GetParam()).trained; });
}

TEST_P(Smoothing, WithoutGradientsTheValueIsTheSame) {
  const Rows rows(600);
  const Loss expected = rows.loss(GetParam());
  const torch::NoGradGuard no_grad;
  const Loss loss = rows.loss(GetParam());
  EXPECT_TRUE(same(loss.trained, expected.trained));
  EXPECT_TRUE(same(loss.cross_entropy, expected.cross_entropy));
  EXPECT_FALSE(loss.trained.requires_grad());
}

INSTANTIATE_TEST_SUITE_P(Epsilons, Smoothing, testing::Values(0.0, 0.1, 0.4),
                         [](const auto& epsilon) {
                           return "epsilon_0_" + std::to_string(std::lround(epsilon.param * 10));
                         });

/// R-Drop over the rows: each two are two passes over one word.
Rows paired_rows(int64_t count) {
  Rows rows(count);
  rows.words = rows.words.narrow(0, 0, count / 2).repeat_interleave(2);
  return rows;
}

TEST(CrossEntropyLoss, RDropByHand) {
  // p = (1/2, 1/2) and q = (1/4, 3/4): KL(p‖q) = ln 2 − ln 3 / 2, KL(q‖p) = 3/4 ln 3 − ln 2.
  const Tensor readouts = torch::tensor({{0.0}, {std::log(3.0)}}, torch::kDouble);
  const Tensor weight = torch::tensor({{0.0}, {1.0}}, torch::kDouble);
  const Tensor words = torch::tensor({1, 1}, torch::kLong);
  const Tensor bias = torch::zeros(2, torch::kDouble);
  const Loss loss = cross_entropy_loss({readouts, weight, bias}, words, {0, 4});
  const double words_alone = std::log(2.0) + std::log(4.0 / 3);
  EXPECT_NEAR(loss.cross_entropy.item<double>(), words_alone, 1e-14);
  EXPECT_NEAR(loss.trained.item<double>(), words_alone + 2 * (std::log(3.0) / 4), 1e-14);
}

TEST(CrossEntropyLoss, RDropIsTheSameByTheReferencePath) {
  const LossTerms terms = {0.1, 3};
  for (const int64_t count : {2, 38, 1100}) {
    const Rows rows = paired_rows(count);
    const Loss fast = rows.loss(terms), reference = rows.loss(terms, reference_arithmetic);
    EXPECT_TRUE(close(fast.trained, reference.trained, 1e-9));
    EXPECT_TRUE(close(fast.cross_entropy, reference.cross_entropy, 1e-9));
    const auto got = rows.gradients(fast.trained), expected = rows.gradients(reference.trained);
    for (size_t i = 0; i < got.size(); ++i) EXPECT_TRUE(close(got[i], expected[i], 1e-10));
  }
}

TEST(CrossEntropyLoss, RDropsGradientsEqualCentralDifferences) {
  const Rows rows = paired_rows(6);
  expect_numeric_gradients(
      {{"readouts", rows.readouts}, {"weight", rows.weight}, {"bias", rows.bias}}, [&] {
        return rows.loss(LossTerms{0.1, 3}).trained;
      });
}

/// Two teachers of other widths than their student's, and one that is stored.
std::vector<Outputs> three_teachers(int64_t rows) {
  const Tensor places = torch::arange(rows).unsqueeze(1);
  return {{random_tensor({rows, 4}, 11), random_tensor({7, 4}, 12), random_tensor({7}, 13)},
          {random_tensor({rows, 6}, 14), random_tensor({7, 6}, 15), random_tensor({7}, 16)},
          outputs_of(torch::cat({places, places + 3}, 1).remainder(7),
                     random_tensor({rows, 2}, 17).abs(), 7)};
}

Loss taught(const Rows& rows, const LossTerms& terms, const Arithmetic& arithmetic = {}) {
  return cross_entropy_loss({rows.readouts, rows.weight, rows.bias}, rows.words, terms, arithmetic,
                            three_teachers(rows.words.size(0)));
}

TEST(CrossEntropyLoss, DistillationByHand) {
  // p = (1/4, 3/4); the teachers say (1, 0) and (1/2, 1/2): q = (3/4, 1/4).
  const auto numbers = [](std::vector<double> values) {
    return torch::tensor(values, torch::kDouble);
  };
  const Tensor one = torch::ones({1, 1}, torch::kDouble),
               zero = torch::zeros({2, 1}, torch::kDouble);
  const Tensor words = torch::tensor({1}, torch::kLong);
  const Loss loss =
      cross_entropy_loss({one, zero, numbers({0, std::log(3.0)})}, words, {.distillation = 0.4}, {},
                         {{one, zero, numbers({800, 0})}, {one, zero, numbers({5, 5})}});
  const double low = std::log(4.0), high = std::log(4.0 / 3);
  EXPECT_NEAR(loss.cross_entropy.item<double>(), high, 1e-14);
  EXPECT_NEAR(loss.trained.item<double>(), 0.6 * high + 0.4 * (0.75 * low + 0.25 * high), 1e-14);
}

TEST(CrossEntropyLoss, OutputsOfProbabilitiesAreThose) {
  const Tensor words = torch::tensor({3, 1, 0, 6}, torch::kLong).view({2, 2});
  const Tensor probabilities = torch::tensor({0.6, 0.2, 0.5, 0.5}, torch::kDouble).view({2, 2});
  const Tensor all = mean_probabilities({outputs_of(words, probabilities, 7)}, 0, 2);
  const Tensor expected = torch::zeros({2, 7}, torch::kDouble);
  expected[0][3] = 0.75;
  expected[0][1] = 0.25;
  expected[1][0] = expected[1][6] = 0.5;
  EXPECT_TRUE(close(all, expected, 1e-7));
}

TEST(CrossEntropyLoss, DistillationIsTheSameByTheReferencePath) {
  for (const LossTerms& terms :
       {LossTerms{0.1, 0, 0.4}, LossTerms{0, 0, 1}, LossTerms{0.1, 3, 0.4}}) {
    for (const int64_t count : {2, 38, 1100}) {
      const Rows rows = paired_rows(count);
      const Loss fast = taught(rows, terms), reference = taught(rows, terms, reference_arithmetic);
      EXPECT_TRUE(close(fast.trained, reference.trained, 1e-9));
      EXPECT_TRUE(close(fast.cross_entropy, reference.cross_entropy, 1e-9));
      const auto got = rows.gradients(fast.trained), expected = rows.gradients(reference.trained);
      for (size_t i = 0; i < got.size(); ++i) EXPECT_TRUE(close(got[i], expected[i], 1e-10));
    }
  }
}

TEST(CrossEntropyLoss, DistillationsGradientsEqualCentralDifferences) {
  const Rows rows = paired_rows(6);
  for (const double r_drop : {0.0, 2.0}) {
    expect_numeric_gradients(
        {{"readouts", rows.readouts}, {"weight", rows.weight}, {"bias", rows.bias}}, [&] {
          return taught(rows, {0.1, r_drop, 0.4}).trained;
        });
  }
}

TEST(CrossEntropyLoss, WeightsOfRowsCountOnBothPaths) {
  const Rows rows(700);
  const Tensor weights = random_tensor({700}, 21);
  const auto weighed = [&](const Arithmetic& arithmetic) {
    return cross_entropy_loss({rows.readouts, rows.weight, rows.bias}, rows.words, {0.1},
                              arithmetic, {}, weights);
  };
  const Tensor logits = torch::linear(rows.readouts, rows.weight, rows.bias);
  const Tensor each =
      torch::cross_entropy_loss(logits, rows.words, {}, at::Reduction::None, -100, 0.1);
  const Tensor expected = each.dot(weights);
  for (const Arithmetic& arithmetic : {Arithmetic{}, reference_arithmetic}) {
    const Tensor got = weighed(arithmetic).trained;
    EXPECT_TRUE(close(got, expected, 1e-9));
    const auto gradients = rows.gradients(got),
               wanted = torch::autograd::grad({expected}, {rows.readouts, rows.weight, rows.bias},
                                              {}, true);
    for (size_t i = 0; i < gradients.size(); ++i)
      EXPECT_TRUE(close(gradients[i], wanted[i], 1e-10));
  }
}

TEST(WordLogProbabilities, AreThoseOfTheSoftmax) {
  const Rows rows(700);
  const Tensor expected = torch::linear(rows.readouts, rows.weight, rows.bias)
                              .log_softmax(1)
                              .gather(1, rows.words.unsqueeze(1))
                              .squeeze(1);
  const Tensor got = word_log_probabilities({rows.readouts, rows.weight, rows.bias}, rows.words);
  EXPECT_TRUE(close(got, expected, 1e-12));
  EXPECT_FALSE(got.requires_grad());
}

TEST(CrossEntropyLoss, DistillationAndTeachersGoTogether) {
  const Rows rows(4);
  EXPECT_THROW(taught(rows, {0.1}), c10::Error);
  EXPECT_THROW(rows.loss(LossTerms{0.1, 0, 0.4}), c10::Error);
}

TEST(CrossEntropyLoss, RDropNeedsTwoPassesOfEachWord) {
  EXPECT_THROW(Rows(3).loss(LossTerms{0, 1}), c10::Error);
}

TEST(CrossEntropyLoss, TheUnsmoothedSumIsNotDifferentiated) {
  const Loss loss = Rows(3).loss(0.1);
  EXPECT_TRUE(loss.trained.requires_grad());
  EXPECT_FALSE(loss.cross_entropy.requires_grad());
}

TEST(CrossEntropyLoss, LargeScoresStayFinite) {
  const Rows rows(3);
  const Loss loss =
      cross_entropy_loss({rows.readouts * 1e5, rows.weight, rows.bias}, rows.words, {0.1});
  EXPECT_TRUE(loss.trained.isfinite().item<bool>());
  for (const Tensor& gradient : rows.gradients(loss.trained)) {
    EXPECT_TRUE(gradient.isfinite().all().item<bool>());
  }
}

TEST(CrossEntropyLoss, NoRowsCostNothing) {
  const Loss loss = Rows(0).loss(0.1);
  EXPECT_EQ(loss.trained.item<double>(), 0);
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

TEST(CrossEntropyLoss, InNoGradientModeMakesNoGradient) {
  const Rows rows(4);
  const auto handle = at::addThreadLocalCallback(
      at::RecordFunctionCallback(count_operation).scopes({at::RecordScope::FUNCTION}));
  const int with_gradients = operations_of_one_loss(rows);
  const torch::NoGradGuard no_grad;
  const int without = operations_of_one_loss(rows);
  at::removeCallback(handle);
  EXPECT_LT(without, with_gradients - 8) << "three products and their buffers must fall away";
}

TEST(GuidedAttentionLoss, ByHand) {
  const Tensor weights =
      torch::tensor({0.5, 0.25, 0.25, 0.1, 0.9, 0.0}, torch::kDouble).view({2, 1, 3});
  const Tensor alignment = torch::tensor({0.5, 0.5, 0.0, 0.0, 0.0, 0.0}).view({2, 1, 3});
  const double expected = -0.5 * (std::log(0.5) + std::log(0.25));
  EXPECT_NEAR(guided_attention_loss(weights, alignment).item<double>(), expected, 1e-6);
  EXPECT_TRUE(guided_attention_loss(torch::zeros({2, 1, 3}), alignment).isfinite().item<bool>());
  EXPECT_THROW(guided_attention_loss(weights[0], alignment), c10::Error);
}

TEST(CrossEntropyLoss, BadShapesThrow) {
  const Rows rows(4);
  const auto loss = [&](const Tensor& readouts, const Tensor& words) {
    return cross_entropy_loss({readouts, rows.weight, rows.bias}, words, {0.1});
  };
  EXPECT_THROW(loss(rows.readouts, rows.words.narrow(0, 0, 3)), c10::Error);
  EXPECT_THROW(loss(rows.readouts, rows.words.view({2, 2})), c10::Error);
  EXPECT_THROW(loss(rows.readouts.view({2, 2, 5}), rows.words), c10::Error);
  EXPECT_THROW(loss(rows.readouts.narrow(1, 0, 4), rows.words), c10::Error);
  EXPECT_THROW(loss(rows.readouts, rows.words + 7), c10::Error);
}

}  // namespace
}  // namespace dragoman

#include "dragoman/kernels/cross_entropy.h"

#include <cmath>

#include <gtest/gtest.h>

#include "kernels/real_numbers.h"

namespace dragoman {
namespace {

constexpr double smoothing = 0.1;

/// The logits and the bias of one row, and where the gradient goes.
template <typename Real>
struct Logits {
  explicit Logits(int64_t count) : words(count) {}

  CrossEntropyRow<Real> row(uint16_t* rounded = nullptr) const {
    return {logits.template data_ptr<Real>(),
            bias.template data_ptr<Real>(),
            words,
            words / 2,
            1,
            smoothing,
            0,
            nullptr,
            bias_gradient.template data_ptr<Real>(),
            rounded};
  }

  int64_t words;
  Tensor logits = random_reals<Real>({words}, 1) * 3, bias = random_reals<Real>({words}, 2);
  Tensor bias_gradient = torch::ones(words, real_type<Real>);
};

template <typename Real>
class CrossEntropyRows : public testing::Test {};
TYPED_TEST_SUITE(CrossEntropyRows, RealTypes);

template <typename Real>
void expect_near(double got, double expected) {
  EXPECT_NEAR(got, expected, (1 + std::abs(expected)) * (sizeof(Real) == 4 ? 1e-6 : 1e-13));
}

TYPED_TEST(CrossEntropyRows, SumsAndGradientsEqualTheFormula) {
  for (const int64_t words : vector_widths) {
    const Logits<TypeParam> made(words);
    const Tensor leaf = exact(made.logits + made.bias).requires_grad_();
    const Tensor losses = leaf.logsumexp(0) - leaf, correct = losses[words / 2];
    const Tensor smoothed = (1 - smoothing) * correct + smoothing * losses.mean();
    smoothed.backward();

    const CrossEntropySums sums = cross_entropy_row(made.row());
    expect_near<TypeParam>(sums.smoothed, smoothed.template item<double>());
    expect_near<TypeParam>(sums.cross_entropy, correct.template item<double>());
    EXPECT_TRUE(rounds_to<TypeParam>(made.logits, leaf.grad()));
    EXPECT_TRUE(rounds_to<TypeParam>(made.bias_gradient, leaf.grad() + 1));
  }
}

TYPED_TEST(CrossEntropyRows, AimAtATeachersProbabilitiesToo) {
  constexpr double share = 0.3;
  for (const int64_t words : vector_widths) {
    const Logits<TypeParam> made(words);
    const Tensor teacher = random_reals<TypeParam>({words}, 5).softmax(0);
    const Tensor leaf = exact(made.logits + made.bias).requires_grad_();
    const Tensor losses = leaf.logsumexp(0) - leaf, correct = losses[words / 2];
    const Tensor own = (1 - smoothing) * correct + smoothing * losses.mean();
    const Tensor expected = (1 - share) * own + share * (exact(teacher) * losses).sum();
    expected.backward();

    CrossEntropyRow<TypeParam> row = made.row();
    row.distillation = share;
    row.teacher = teacher.template data_ptr<TypeParam>();
    const CrossEntropySums sums = cross_entropy_row(row);
    expect_near<TypeParam>(sums.smoothed, expected.template item<double>());
    expect_near<TypeParam>(sums.cross_entropy, correct.template item<double>());
    EXPECT_TRUE(rounds_to<TypeParam>(made.logits, leaf.grad()));
    EXPECT_TRUE(rounds_to<TypeParam>(made.bias_gradient, leaf.grad() + 1));
  }
}

TYPED_TEST(CrossEntropyRows, AWeightMultipliesSumsAndGradient) {
  for (const double weight : {-0.75, 0.0, 2.0}) {
    const Logits<TypeParam> plain(33), made(33);
    CrossEntropyRow<TypeParam> row = made.row();
    row.weight = weight;
    const CrossEntropySums expected = cross_entropy_row(plain.row()), got = cross_entropy_row(row);
    expect_near<TypeParam>(got.smoothed, weight * expected.smoothed);
    expect_near<TypeParam>(got.cross_entropy, weight * expected.cross_entropy);
    EXPECT_TRUE(rounds_to<TypeParam>(made.logits, exact(plain.logits) * weight));
  }
}

TYPED_TEST(CrossEntropyRows, SumsNeedNoGradient) {
  const Logits<TypeParam> made(33), without(33);
  CrossEntropyRow<TypeParam> row = without.row();
  row.bias_gradient = nullptr;
  const CrossEntropySums expected = cross_entropy_row(made.row()), got = cross_entropy_row(row);
  EXPECT_EQ(got.smoothed, expected.smoothed);
  EXPECT_EQ(got.cross_entropy, expected.cross_entropy);
}

TYPED_TEST(CrossEntropyRows, LargeLogitsStayFinite) {
  const Logits<TypeParam> made(33);
  made.logits.mul_(1e4);
  const CrossEntropySums sums = cross_entropy_row(made.row());
  EXPECT_TRUE(std::isfinite(sums.smoothed) && std::isfinite(sums.cross_entropy));
  EXPECT_TRUE(made.logits.isfinite().all().template item<bool>());
  EXPECT_NEAR(made.logits.sum().template item<double>(), 0, 1e-5);
}

TYPED_TEST(CrossEntropyRows, ALogitThatIsNotANumberIsNotHidden) {
  for (int64_t word = 0; word < 33; ++word) {
    const Logits<TypeParam> made(33);
    made.logits[word].fill_(not_a_number<TypeParam>);
    const CrossEntropySums sums = cross_entropy_row(made.row());
    EXPECT_TRUE(std::isnan(sums.smoothed) && std::isnan(sums.cross_entropy)) << word;
    EXPECT_TRUE(made.logits.isnan().all().template item<bool>()) << word;
  }
}

/// −log p of two rows' word, smoothed, and what R-Drop adds: by LibTorch's operators.
Tensor pair_loss(const Tensor& logits, int64_t correct, double r_drop) {
  const Tensor log_p = logits.log_softmax(1), first = log_p[0], second = log_p[1];
  const Tensor forward = (first.exp() * (first - second)).sum();
  const Tensor backward = (second.exp() * (second - first)).sum();
  const Tensor words = -(1 - smoothing) * log_p.select(1, correct).sum();
  return words - smoothing * log_p.mean(1).sum() + r_drop / 2 * (forward + backward);
}

TYPED_TEST(CrossEntropyRows, APairEqualsTheFormula) {
  constexpr double r_drop = 3;
  for (const int64_t words : vector_widths) {
    Logits<TypeParam> first(words), second(words);
    second.logits = first.logits + random_reals<TypeParam>({words}, 3);
    second.bias = first.bias;
    second.bias_gradient = first.bias_gradient;
    const Tensor both = torch::stack({first.logits + first.bias, second.logits + second.bias});
    const Tensor leaf = exact(both).requires_grad_();
    const Tensor expected = pair_loss(leaf, words / 2, r_drop);
    expected.backward();

    const CrossEntropySums sums = cross_entropy_pair(first.row(), second.row(), r_drop);
    expect_near<TypeParam>(sums.smoothed, expected.template item<double>());
    expect_near<TypeParam>(sums.cross_entropy,
                           -leaf.log_softmax(1).select(1, words / 2).sum().template item<double>());
    EXPECT_TRUE(rounds_to<TypeParam>(first.logits, leaf.grad()[0]));
    EXPECT_TRUE(rounds_to<TypeParam>(second.logits, leaf.grad()[1]));
    EXPECT_TRUE(rounds_to<TypeParam>(first.bias_gradient, leaf.grad().sum(0) + 1));
  }
}

TYPED_TEST(CrossEntropyRows, AlikeRowsOfAPairAreTwoRows) {
  const Logits<TypeParam> first(33), second(33), alone(33);
  const CrossEntropySums sums = cross_entropy_pair(first.row(), second.row(), 5);
  const CrossEntropySums one = cross_entropy_row(alone.row());
  expect_near<TypeParam>(sums.smoothed, 2 * one.smoothed);
  EXPECT_TRUE(rounds_to<TypeParam>(first.logits, exact(alone.logits)));
}

TYPED_TEST(CrossEntropyRows, FarRowsOfAPairStayFinite) {
  const Logits<TypeParam> first(33), second(33);
  second.logits.copy_(first.logits.flip(0));
  for (const auto* row : {&first, &second}) row->logits.mul_(1e4);
  const CrossEntropySums sums = cross_entropy_pair(first.row(), second.row(), 1);
  EXPECT_TRUE(std::isfinite(sums.smoothed));
  EXPECT_TRUE(first.logits.isfinite().all().template item<bool>());
  EXPECT_TRUE(second.logits.isfinite().all().template item<bool>());
}

TYPED_TEST(CrossEntropyRows, APairHidesNothingThatIsNotANumber) {
  const Logits<TypeParam> first(33), second(33);
  second.logits[7].fill_(not_a_number<TypeParam>);
  EXPECT_TRUE(std::isnan(cross_entropy_pair(first.row(), second.row(), 1).smoothed));
  EXPECT_TRUE(second.logits.isnan().all().template item<bool>());
  EXPECT_TRUE(first.logits.isnan().any().template item<bool>());
}

TEST(RoundedCrossEntropyRow, OfAPairIsTheGradientInBfloat16) {
  for (const int64_t words : {1, 7, 16, 33, 1001}) {
    const Logits<float> exact_first(words), exact_second(words), first(words), second(words);
    for (const auto* row : {&exact_second, &second})
      row->logits.add_(random_reals<float>({words}, 4));
    const Tensor rounded = torch::empty({2, words}, torch::kBFloat16);
    const auto bits = [&](int64_t row) { return static_cast<uint16_t*>(rounded[row].data_ptr()); };
    cross_entropy_pair(exact_first.row(), exact_second.row(), 2);
    cross_entropy_pair(first.row(bits(0)), second.row(bits(1)), 2);
    EXPECT_TRUE(torch::equal(rounded[0], exact_first.logits.to(torch::kBFloat16)));
    EXPECT_TRUE(torch::equal(rounded[1], exact_second.logits.to(torch::kBFloat16)));
  }
}

TEST(RoundedCrossEntropyRow, IsTheGradientInBfloat16) {
  for (const int64_t words : {1, 7, 16, 33, 1001}) {
    const Logits<float> exact_row(words), made(words);
    const Tensor rounded = torch::empty(words, torch::kBFloat16);
    const CrossEntropySums expected = cross_entropy_row(exact_row.row());
    const CrossEntropySums sums =
        cross_entropy_row(made.row(static_cast<uint16_t*>(rounded.data_ptr())));
    EXPECT_EQ(sums.smoothed, expected.smoothed);
    EXPECT_TRUE(torch::equal(rounded, exact_row.logits.to(torch::kBFloat16)));
    EXPECT_TRUE(same(made.bias_gradient, exact_row.bias_gradient));
  }
}

TEST(RoundedCrossEntropyRow, KeepsWhatIsNotANumber) {
  const Logits<float> made(33);
  made.logits[5].fill_(not_a_number<float>);
  const Tensor rounded = torch::zeros(33, torch::kBFloat16);
  cross_entropy_row(made.row(static_cast<uint16_t*>(rounded.data_ptr())));
  EXPECT_TRUE(rounded.isnan().all().item<bool>());
}

}  // namespace
}  // namespace dragoman

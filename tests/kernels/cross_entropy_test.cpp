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
            smoothing,
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

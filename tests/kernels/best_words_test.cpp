#include "dragoman/kernels/best_words.h"

#include <limits>

#include <gtest/gtest.h>

#include "dragoman/nn/array_of.h"
#include "kernels/real_numbers.h"

namespace dragoman {
namespace {

constexpr double impossible = -std::numeric_limits<double>::infinity();

template <typename Real>
class BestWords : public testing::Test {
 protected:
  /// @return values and words, [R, wanted]
  static std::pair<Tensor, Tensor> best_of(const Tensor& scores, int64_t wanted) {
    const Tensor values = torch::full({scores.size(0), wanted}, 7, scores.options());
    const Tensor words = torch::full({scores.size(0), wanted}, 7, torch::kLong);
    best_words(array_of(scores), array_of(values), array_of(words));
    return {values, words};
  }
};
TYPED_TEST_SUITE(BestWords, RealTypes);

TYPED_TEST(BestWords, ComeInOrderAndAmongEqualsTheSmallerFirst) {
  const Tensor scores =
      torch::tensor({{1., 3., 3., 2.}, {0., -1., -1., -2.}}, real_type<TypeParam>);
  const auto [values, words] = this->best_of(scores, 3);
  EXPECT_TRUE(
      torch::equal(values, torch::tensor({{3., 3., 2.}, {0., -1., -1.}}, real_type<TypeParam>)));
  EXPECT_TRUE(torch::equal(words, torch::tensor({{1, 2, 3}, {0, 1, 2}}, torch::kLong)));
}

TYPED_TEST(BestWords, ThatAreImpossibleAreLeftOut) {
  const Tensor scores = torch::tensor({{impossible, 3., impossible}}, real_type<TypeParam>);
  const auto [values, words] = this->best_of(scores, 2);
  EXPECT_TRUE(torch::equal(values, torch::tensor({{3., impossible}}, real_type<TypeParam>)));
  EXPECT_TRUE(torch::equal(words, torch::tensor({{1, 0}}, torch::kLong)));
}

TYPED_TEST(BestWords, OfManyRowsAreThoseOfEach) {
  const Tensor scores = random_reals<TypeParam>({100, 50}, 1);
  const auto [values, words] = this->best_of(scores, 50);
  const auto [sorted, order] = scores.sort(/*stable=*/true, 1, /*descending=*/true);
  EXPECT_TRUE(torch::equal(values, sorted));
  EXPECT_TRUE(torch::equal(words, order));
}

}  // namespace
}  // namespace dragoman

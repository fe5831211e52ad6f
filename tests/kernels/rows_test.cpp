#include "dragoman/kernels/rows.h"

#include <limits>

#include <gtest/gtest.h>

#include "kernels/real_numbers.h"

namespace dragoman {
namespace {

constexpr int64_t count = 5;

/// `count` rows that do not follow one another directly.
template <typename Real>
Rows<Real> rows_of(const Tensor& matrix, int64_t width) {
  return {matrix.data_ptr<Real>(), matrix.size(0), width, matrix.stride(0)};
}

/// Five rows of a wider matrix, and vectors, of one width.
template <typename Real>
struct Numbers {
  explicit Numbers(int64_t columns) : width(columns) {}

  Rows<Real> rows() const { return rows_of<Real>(matrix, width); }
  Tensor exact_rows() const { return exact(matrix.narrow(1, 0, width)); }

  int64_t width;
  Tensor matrix = random_reals<Real>({count, width + 3}, 1);
  Tensor vector = random_reals<Real>({width}, 2);
  Tensor other = random_reals<Real>({width}, 3);
  Tensor weights = random_reals<Real>({count, 2}, 4);
};

template <typename Real>
class RowFunctions : public testing::Test {};
TYPED_TEST_SUITE(RowFunctions, RealTypes);

TYPED_TEST(RowFunctions, DotRowsScalesEachProduct) {
  for (const int64_t width : vector_widths) {
    const Numbers<TypeParam> numbers(width);
    const Tensor out = torch::empty(count, real_type<TypeParam>);
    dot_rows(numbers.vector.template data_ptr<TypeParam>(), numbers.rows(), TypeParam(0.5),
             out.data_ptr<TypeParam>());
    EXPECT_TRUE(rounds_to<TypeParam>(out, 0.5 * numbers.exact_rows().mv(exact(numbers.vector))));
  }
}

TYPED_TEST(RowFunctions, SumRowsWritesOrAddsAWeightedSum) {
  for (const int64_t width : {1, 7, 16, 33, 71}) {
    const Numbers<TypeParam> numbers(width);
    const Tensor sum = numbers.exact_rows().t().mv(exact(numbers.weights.select(1, 0)));
    for (const bool accumulate : {false, true}) {
      const Tensor out = numbers.vector.clone();
      sum_rows(numbers.weights.template data_ptr<TypeParam>(), 2, numbers.rows(), accumulate,
               out.data_ptr<TypeParam>());
      EXPECT_TRUE(rounds_to<TypeParam>(out, accumulate ? sum + exact(numbers.vector) : sum));
    }
  }
}

TYPED_TEST(RowFunctions, AddRowAdds) {
  for (const int64_t width : vector_widths) {
    const Numbers<TypeParam> numbers(width);
    const Tensor out = numbers.vector.clone();
    add_row(numbers.other.template data_ptr<TypeParam>(), width, out.data_ptr<TypeParam>());
    EXPECT_TRUE(same(out, numbers.vector + numbers.other));
  }
}

Tensor some_of(int64_t width) {
  return torch::arange(width).remainder(3).ne(1);
}

TYPED_TEST(RowFunctions, SoftmaxIsThatOfTheTrueScoresAndExactlyZeroElsewhere) {
  for (const int64_t width : vector_widths) {
    const Tensor mask = some_of(width), scores = random_reals<TypeParam>({width}, 5) * 20;
    const Tensor exponentials = (exact(scores) - exact(scores).max()).exp() * mask;
    scores.masked_fill_(mask.logical_not(), 1e30);
    softmax(scores.data_ptr<TypeParam>(), mask.data_ptr<bool>(), width);
    EXPECT_TRUE(rounds_to<TypeParam>(scores, exponentials / exponentials.sum()));
    EXPECT_TRUE(scores.masked_select(mask.logical_not()).eq(0).all().item<bool>());
  }
}

TYPED_TEST(RowFunctions, SoftmaxDoesNotSeeWhatStandsWhereTheMaskIsFalse) {
  for (const double filler : {std::numeric_limits<double>::quiet_NaN(), 1e30, -1e30}) {
    const Tensor mask = some_of(33), scores = random_reals<TypeParam>({33}, 5);
    const Tensor expected = scores.clone();
    softmax(expected.data_ptr<TypeParam>(), mask.data_ptr<bool>(), 33);
    scores.masked_fill_(mask.logical_not(), filler);
    softmax(scores.data_ptr<TypeParam>(), mask.data_ptr<bool>(), 33);
    EXPECT_TRUE(same(scores, expected));
  }
}

TYPED_TEST(RowFunctions, SoftmaxOfAScoreThatIsNotANumberIsNoneEither) {
  for (int64_t position = 0; position < 33; ++position) {
    const Tensor mask = torch::ones(33, torch::kBool), scores = random_reals<TypeParam>({33}, 5);
    scores[position].fill_(not_a_number<TypeParam>);
    softmax(scores.data_ptr<TypeParam>(), mask.data_ptr<bool>(), 33);
    EXPECT_TRUE(scores.isnan().all().item<bool>()) << position;
  }
}

}  // namespace
}  // namespace dragoman

#include "dragoman/kernels/sum_of_squares.h"

#include <gtest/gtest.h>

#include "kernels/keeps_threads.h"
#include "kernels/real_numbers.h"
#include "kernels/vector_array.h"

namespace dragoman {
namespace {

template <typename Real>
class SumOfSquares : public KeepsThreads {};
TYPED_TEST_SUITE(SumOfSquares, RealTypes);

TYPED_TEST(SumOfSquares, IsOfAllValuesAndTheSameOnAnyNumberOfThreads) {
  for (const size_t count : {0u, 1u, 3u, 16384u, 16385u, 100'003u}) {
    std::vector<TypeParam> values(count);
    double expected = 0;
    for (size_t i = 0; i < count; ++i) {
      values[i] = static_cast<TypeParam>(0.1 * static_cast<double>(i % 97));
      expected += static_cast<double>(values[i]) * static_cast<double>(values[i]);
    }
    const auto sum = [&](int threads) {
      set_kernel_threads(threads);
      std::vector<double> sums(sum_of_squares_room);
      sum_of_squares(array_of(values, {static_cast<int64_t>(count)}),
                     array_of(sums, {sum_of_squares_room}));
      return sums[0];
    };
    const double alone = sum(1);
    EXPECT_NEAR(alone, expected, expected * (sizeof(TypeParam) == 4 ? 1e-6 : 1e-13));
    EXPECT_EQ(sum(2), alone);
    EXPECT_EQ(sum(5), alone);
  }
}

}  // namespace
}  // namespace dragoman

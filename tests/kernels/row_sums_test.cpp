#include "dragoman/kernels/row_sums.h"

#include <gtest/gtest.h>

#include "dragoman/nn/array_of.h"
#include "kernels/keeps_threads.h"
#include "kernels/real_numbers.h"
#include "kernels/vector_array.h"

namespace dragoman {
namespace {

template <typename Real>
class RowSums : public KeepsThreads {};
TYPED_TEST_SUITE(RowSums, RealTypes);

TYPED_TEST(RowSums, AreTheSumsOfColumns) {
  for (const int threads : {1, 2, 3}) {
    set_kernel_threads(threads);
    std::vector<TypeParam> rows(200 * 3), sums(3, 7);
    for (size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<TypeParam>(i);
    sum_of_rows(array_of(rows, {200, 3}), array_of(sums, {3}));
    EXPECT_EQ(sums, (std::vector<TypeParam>{59700, 59900, 60100}));
  }
}

TYPED_TEST(RowSums, AreTheSameOnAnyNumberOfThreads) {
  const Tensor rows = random_reals<TypeParam>({3000, 7}, 1);
  std::vector<Tensor> sums;
  for (const int threads : {1, 2, 3}) {
    set_kernel_threads(threads);
    sums.push_back(torch::empty(7, real_type<TypeParam>));
    sum_of_rows(array_of(rows), array_of(sums.back()));
    EXPECT_TRUE(rounds_to<TypeParam>(sums.back(), exact(rows).sum(0)));
    EXPECT_TRUE(same(sums.back(), sums.front()));
  }
}

TYPED_TEST(RowSums, GoToTheRowsOfTheirWords) {
  for (const int threads : {1, 2}) {
    set_kernel_threads(threads);
    std::vector<int64_t> words = {2, 0, 2};
    std::vector<TypeParam> rows = {1, 2, 10, 20, 100, 200}, table(6, 1);
    add_rows_of_words(array_of(words, {3}), array_of(rows, {3, 2}), array_of(table, {3, 2}));
    EXPECT_EQ(table, (std::vector<TypeParam>{11, 21, 1, 1, 102, 203}));
  }
}

}  // namespace
}  // namespace dragoman

#include <gtest/gtest.h>

#include "nn/padded_batch.h"
#include "nn/tape/product.h"
#include "nn/tensor_expectations.h"
#include "nn/thread_count.h"

namespace dragoman {
namespace {

TEST(SumOfRows, IsThatOfAllLeadingDimensions) {
  for (const int count : {1, 2}) {
    const ThreadCount threads(count);
    const Tensor rows = random_tensor({7, 30, 19}, 1), sum = rows.flatten(0, 1).sum(0);
    EXPECT_TRUE(close(sum_of_rows(rows), sum));
    const Tensor floats = rows.to(torch::kFloat);
    EXPECT_TRUE(close(sum_of_rows(floats).to(torch::kDouble), sum, 1e-4));
  }
}

TEST(SumOfRows, TakesAnyStrides) {
  const Tensor rows = random_tensor({9, 40}, 2);
  EXPECT_TRUE(close(sum_of_rows(rows.t()), rows.sum(1)));
  EXPECT_TRUE(close(sum_of_rows(rows.narrow(1, 3, 5)), rows.narrow(1, 3, 5).sum(0)));
  EXPECT_TRUE(close(sum_of_rows(rows[0].expand({6, 40})), rows[0] * 6));
}

TEST(SumOfRows, OfNoneIsZero) {
  EXPECT_TRUE(
      same(sum_of_rows(torch::empty({0, 4}, torch::kDouble)), torch::zeros(4, torch::kDouble)));
}

TEST(Rounded, IsForFloatsInBfloat16Only) {
  const Tensor floats = torch::rand({3, 4}), doubles = floats.to(torch::kDouble);
  EXPECT_EQ(rounded(floats, Precision::bf16).scalar_type(), torch::kBFloat16);
  EXPECT_TRUE(rounded(floats, Precision::fp32).is_same(floats));
  EXPECT_TRUE(rounded(doubles, Precision::bf16).is_same(doubles));
}

}  // namespace
}  // namespace dragoman

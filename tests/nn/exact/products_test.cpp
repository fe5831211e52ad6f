#include "nn/exact/products.h"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>
#include <torch/utils.h>

#include "nn/padded_batch.h"
#include "nn/tensor_expectations.h"

namespace dragoman {
namespace {

/// [B, N, Q, D] of heads that lie side by side, as multi-head attention has them.
Tensor by_head(const Tensor& vectors) {
  return vectors.view({vectors.size(0), vectors.size(1), 3, 5}).transpose(1, 2);
}

TEST(ExactProducts, AreThoseOfLibTorch) {
  const torch::NoGradGuard no_grad;
  const Tensor input = random_tensor({4, 6, 7}, 1), weight = random_tensor({9, 7}, 2);
  const Tensor bias = random_tensor({9}, 3);
  EXPECT_TRUE(close(affine(input, weight, bias), torch::linear(input, weight, bias)));
  EXPECT_TRUE(close(affine(input, weight), torch::linear(input, weight)));

  const Tensor queries = by_head(random_tensor({2, 4, 15}, 4));
  const Tensor keys = by_head(random_tensor({2, 6, 15}, 5));
  const Tensor products = dot_products(queries, keys);
  EXPECT_TRUE(close(products, torch::matmul(queries, keys.transpose(2, 3))));
  EXPECT_TRUE(close(weighted_sums(products, keys), torch::matmul(products, keys)));
  EXPECT_TRUE(close(dot_products(queries[0][0], keys[0][0]), products[0][0]));
  EXPECT_TRUE(close(dot_products(queries[0], keys[0]), products[0]));
}

TEST(ExactProducts, AreDifferentiableWhereAGradientIsRecorded) {
  const Tensor input = random_tensor({2, 3}, 1).requires_grad_(), weight = random_tensor({4, 3}, 2);
  EXPECT_FALSE(is_exact(input));
  EXPECT_TRUE(affine(input, weight).requires_grad());
  EXPECT_TRUE(dot_products(input, weight).requires_grad());
  EXPECT_TRUE(weighted_sums(input, weight.t()).requires_grad());
}

/// `function` of rows must have the bits that it has of each row alone, on 1 and 3 threads.
template <class Function>
void expect_rows_of_their_own(int64_t rows, const Function& function) {
  const torch::NoGradGuard no_grad;
  const int before = at::get_num_threads();
  for (const int threads : {1, 3}) {
    at::set_num_threads(threads);
    const Tensor together = function(0, rows);
    for (int64_t row = 0; row < rows; ++row) {
      EXPECT_TRUE(same(together.narrow(0, row, 1), function(row, 1))) << "row " << row;
    }
  }
  at::set_num_threads(before);
}

TEST(ExactProducts, ARowsBitsAreItsOwn) {
  const Tensor input = random_tensor({37, 83}, 1).to(torch::kFloat);
  const Tensor weight = random_tensor({1203, 83}, 2).to(torch::kFloat);
  expect_rows_of_their_own(37, [&](int64_t begin, int64_t count) {
    return affine(input.narrow(0, begin, count), weight);
  });
  const Tensor queries = random_tensor({37, 1, 83}, 3).to(torch::kFloat);
  const Tensor keys = random_tensor({37, 29, 83}, 4).to(torch::kFloat);
  expect_rows_of_their_own(37, [&](int64_t begin, int64_t count) {
    return dot_products(queries.narrow(0, begin, count), keys.narrow(0, begin, count));
  });
  const Tensor weights = random_tensor({37, 1, 29}, 5).to(torch::kFloat);
  expect_rows_of_their_own(37, [&](int64_t begin, int64_t count) {
    return weighted_sums(weights.narrow(0, begin, count), keys.narrow(0, begin, count));
  });
}

}  // namespace
}  // namespace dragoman

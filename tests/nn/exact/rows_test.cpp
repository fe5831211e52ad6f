#include "nn/exact/rows.h"

#include <cmath>

#include <gtest/gtest.h>

#include "nn/gradient_check.h"
#include "nn/padded_batch.h"
#include "nn/tensor_expectations.h"

namespace dragoman {
namespace {

TEST(MaskedSoftmax, HandWorkedNumbers) {
  // The exponentials are 1, 3, 4 and 5; the mask leaves {1, 3} and {1, 4, 5}.
  const Tensor scores = torch::tensor({{0.0, std::log(3.0), std::log(4.0), std::log(5.0)},
                                       {0.0, std::log(3.0), std::log(4.0), std::log(5.0)}},
                                      torch::kDouble);
  const Tensor mask = torch::tensor({1, 1, 0, 0, 1, 0, 1, 1}, torch::kLong).view({2, 4}) == 1;
  const Tensor expected =
      torch::tensor({{0.25, 0.75, 0.0, 0.0}, {0.1, 0.0, 0.4, 0.5}}, torch::kDouble);
  EXPECT_TRUE(close(softmax_over(scores, mask), expected));
}

TEST(MaskedSoftmax, ScoresOnPaddingGetNoGradient) {
  const Tensor scores = random_tensor({2, 4}, 1).requires_grad_();
  const Tensor factors = random_tensor({2, 4}, 2);
  const Tensor mask = mask_of({2, 3}, 4);
  const auto value = [&] { return (softmax_over(scores, mask) * factors).sum(); };
  expect_numeric_gradients({{"scores", scores}}, value);
  const Tensor gradient = torch::autograd::grad({value()}, {scores})[0];
  EXPECT_TRUE(same(gradient.masked_select(mask.logical_not()), torch::zeros(3, torch::kDouble)));
}

}  // namespace
}  // namespace dragoman

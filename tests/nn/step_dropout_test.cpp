#include "dragoman/nn/step_dropout.h"

#include <gtest/gtest.h>

#include "nn/tensor_expectations.h"

namespace dragoman {
namespace {

Tensor ones(at::IntArrayRef shape) {
  return torch::ones(shape, torch::kDouble);
}

double share_of_zeros(const Tensor& tensor) {
  return tensor.eq(0).to(torch::kDouble).mean().item<double>();
}

TEST(StepDropout, RateZeroIsTheIdentityAndDrawsNothing) {
  torch::manual_seed(1);
  const Tensor expected = torch::rand({3});
  torch::manual_seed(1);
  StepDropout dropout(0, true);
  const Tensor input = torch::arange(6).view({2, 3}).to(torch::kDouble);
  EXPECT_TRUE(same(dropout.step(input), input));
  EXPECT_TRUE(same(dropout.sequence(input.unsqueeze(0)), input.unsqueeze(0)));
  EXPECT_TRUE(same(torch::rand({3}), expected));
}

TEST(StepDropout, ZeroesTheRateAndScalesTheRest) {
  torch::manual_seed(2);
  StepDropout dropout(0.3, false);
  for (const Tensor& dropped :
       {dropout.step(ones({100, 200})), dropout.sequence(ones({2, 100, 100}))}) {
    EXPECT_NEAR(share_of_zeros(dropped), 0.3, 0.02);
    const Tensor kept = dropped.masked_select(dropped.ne(0));
    EXPECT_TRUE(close(kept, torch::full_like(kept, 1 / 0.7)));
  }
}

TEST(StepDropout, DrawsAnewEachStep) {
  torch::manual_seed(3);
  StepDropout dropout(0.5, false);
  const Tensor first = dropout.step(ones({8, 8}));
  EXPECT_FALSE(torch::equal(dropout.step(ones({8, 8})), first));
  const Tensor sequence = dropout.sequence(ones({2, 8, 8}));
  EXPECT_FALSE(torch::equal(sequence[0], sequence[1]));
}

TEST(StepDropout, VariationalKeepsOneMaskForAllSteps) {
  torch::manual_seed(4);
  StepDropout dropout(0.5, true);
  const Tensor first = dropout.step(ones({8, 8}));
  EXPECT_NEAR(share_of_zeros(first), 0.5, 0.3);
  EXPECT_TRUE(same(dropout.step(ones({8, 8}) * 3), first * 3));
  EXPECT_TRUE(same(dropout.sequence(ones({2, 8, 8})), torch::stack({first, first})));
}

TEST(StepDropout, VariationalSequenceHasOneMaskButRowsDiffer) {
  torch::manual_seed(5);
  StepDropout dropout(0.5, true);
  const Tensor sequence = dropout.sequence(ones({3, 4, 16}));
  EXPECT_TRUE(same(sequence[1], sequence[0]));
  EXPECT_TRUE(same(sequence[2], sequence[0]));
  EXPECT_FALSE(torch::equal(sequence[0][0], sequence[0][1]));
}

TEST(StepDropout, ANewBatchDrawsANewMask) {
  torch::manual_seed(6);
  const Tensor first = StepDropout(0.5, true).step(ones({8, 8}));
  EXPECT_FALSE(torch::equal(StepDropout(0.5, true).step(ones({8, 8})), first));
}

TEST(StepDropout, IsAFunctionOfTheSeed) {
  torch::manual_seed(7);
  const Tensor first = StepDropout(0.5, false).step(ones({8, 8}));
  torch::manual_seed(7);
  EXPECT_TRUE(same(StepDropout(0.5, false).step(ones({8, 8})), first));
}

TEST(StepDropout, GradientPassesWhereTheUnitWasKept) {
  torch::manual_seed(8);
  const Tensor input = ones({8, 8}).requires_grad_();
  const Tensor dropped = StepDropout(0.5, false).step(input);
  EXPECT_TRUE(same(torch::autograd::grad({dropped.sum()}, {input})[0], dropped));
}

TEST(WordDropout, ZeroesWholeWordsAndScalesTheRest) {
  torch::manual_seed(9);
  const Tensor dropped = drop_words(ones({100, 100, 4}), 0.2);
  EXPECT_NEAR(share_of_zeros(dropped), 0.2, 0.02);
  EXPECT_TRUE(same(dropped, dropped.select(2, 0).unsqueeze(2).expand_as(dropped)));
  EXPECT_NEAR(dropped.max().item<double>(), 1.25, 1e-15);
}

TEST(WordDropout, RateZeroIsTheIdentity) {
  EXPECT_TRUE(same(drop_words(ones({2, 3, 4}), 0), ones({2, 3, 4})));
}

TEST(WordDropout, KeepsTheCallersGradientMode) {
  const Tensor embedded = ones({2, 3, 4}).requires_grad_();
  EXPECT_TRUE(drop_words(embedded, 0.5).requires_grad());
  const torch::NoGradGuard no_grad;
  EXPECT_FALSE(drop_words(embedded, 0.5).requires_grad());
}

}  // namespace
}  // namespace dragoman

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

/// [B, S]: whether a word is kept, in whole and as it was.
Tensor kept_words(const Tensor& dropped) {
  const Tensor kept = dropped.select(2, 0);
  EXPECT_TRUE(same(dropped, kept.unsqueeze(2).expand_as(dropped)));
  EXPECT_TRUE(((kept == 0) | (kept == 1)).all().item<bool>());
  return kept;
}

TEST(SpanDropout, ZeroesNeighboursOfEachSentence) {
  torch::manual_seed(10);
  const Tensor kept = kept_words(drop_spans(ones({200, 10, 4}), 0.3, 1));
  EXPECT_TRUE(same(kept.sum(1), torch::full({200}, 7.0, torch::kDouble)));
  const Tensor ends = (kept.narrow(1, 1, 9) != kept.narrow(1, 0, 9)).sum(1);
  EXPECT_LE(ends.max().item<int64_t>(), 2) << "one gap, which may lie at an end";
  EXPECT_GT(kept.select(1, 0).sum().item<double>(), 150);
  EXPECT_LT(kept.select(1, 0).sum().item<double>(), 199);
  EXPECT_LT(kept.select(1, 9).sum().item<double>(), 199);
}

TEST(SpanDropout, TakesTimeFirstToo) {
  torch::manual_seed(11);
  const Tensor first = drop_spans(ones({5, 10, 4}), 0.3, 1);
  torch::manual_seed(11);
  EXPECT_TRUE(same(drop_spans(ones({10, 5, 4}), 0.3, 0), first.transpose(0, 1)));
}

TEST(SpanDropout, OfLessThanAWordIsTheIdentity) {
  EXPECT_TRUE(same(drop_spans(ones({2, 3, 4}), 0, 1), ones({2, 3, 4})));
  EXPECT_TRUE(same(drop_spans(ones({2, 3, 4}), 0.1, 1), ones({2, 3, 4})));
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

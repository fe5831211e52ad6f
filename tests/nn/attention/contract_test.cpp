#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <torch/serialize.h>
#include <torch/utils.h>

#include "dragoman/nn/attention/table.h"
#include "nn/gradient_check.h"
#include "nn/module_parameters.h"
#include "nn/padded_batch.h"
#include "nn/tensor_expectations.h"

namespace dragoman {
namespace {

/// What every line of the table promises. B = 3, S = 5, H = M = 4.
class AttentionContract : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override { randomise(*attention_, 7); }

  std::shared_ptr<Attention> make() const { return make_attention(GetParam(), {4, 4, 5, 2, 2}); }

  /// Two steps, the second with the carry of the first: a kind may look at it.
  static std::vector<AttentionStep> attend(Attention& attention, const Tensor& queries,
                                           const AttentionMemory& memory) {
    const AttentionStep first = attention.attend(queries[0], memory, {});
    return {first, attention.attend(queries[1], memory, first.carry)};
  }

  std::vector<AttentionStep> attend(const Tensor& queries, const Tensor& encoded,
                                    const Tensor& mask) {
    return attend(*attention_, queries, attention_->remember(encoded, mask, reference_arithmetic));
  }

  /// A number that depends on every context and every weight.
  Tensor value(const Tensor& queries, const Tensor& encoded) {
    Tensor sum = torch::zeros({}, torch::kDouble);
    for (const AttentionStep& step : attend(queries, encoded, mask_)) {
      sum = sum + (step.context * context_factors_).sum() + (step.weights * weight_factors_).sum();
    }
    return sum;
  }

  std::shared_ptr<Attention> attention_ = make();
  Tensor encoded_ = random_tensor({3, 5, 4}, 1);
  Tensor queries_ = random_tensor({2, 3, 4}, 2);
  Tensor context_factors_ = random_tensor({3, 4}, 3);
  Tensor weight_factors_ = random_tensor({3, 5}, 4);
  Tensor mask_ = mask_of({3, 5, 1}, 5);
};

TEST_P(AttentionContract, WeightsSumToOneAndAreZeroOnPadding) {
  for (const AttentionStep& step : attend(queries_ * 3, encoded_, mask_)) {
    EXPECT_TRUE(close(step.weights.sum(1), torch::ones(3, torch::kDouble)));
    EXPECT_TRUE(step.weights.ge(0).all().item<bool>());
    const Tensor padding = step.weights.masked_select(mask_.logical_not());
    EXPECT_TRUE(same(padding, torch::zeros(6, torch::kDouble)));
  }
}

TEST_P(AttentionContract, LargeScoresStayFiniteAndOffThePadding) {
  for (const AttentionStep& step : attend(queries_ * 1e5, encoded_, mask_)) {
    EXPECT_TRUE(close((step.weights * mask_).sum(1), torch::ones(3, torch::kDouble)));
    EXPECT_TRUE(step.context.isfinite().all().item<bool>());
  }
}

TEST_P(AttentionContract, WhatPaddingHoldsIsNeverSeen) {
  const Tensor filled = encoded_.masked_fill(mask_.logical_not().unsqueeze(-1), 17.0);
  const auto expected = attend(queries_, encoded_, mask_);
  const auto got = attend(queries_, filled, mask_);
  for (size_t t = 0; t < got.size(); ++t) {
    EXPECT_TRUE(same(got[t].context, expected[t].context));
    EXPECT_TRUE(same(got[t].weights, expected[t].weights));
  }
}

TEST_P(AttentionContract, MorePaddingChangesNothing) {
  const auto expected = attend(queries_, encoded_, mask_);
  const auto got =
      attend(queries_, with_padding(encoded_, 1, 3, 9.0), with_padding(mask_, 1, 3, 0));
  for (size_t t = 0; t < got.size(); ++t) {
    EXPECT_TRUE(close(got[t].context, expected[t].context));
    EXPECT_TRUE(close(got[t].weights, with_padding(expected[t].weights, 1, 3, 0)));
  }
}

TEST_P(AttentionContract, RowOrderIsIrrelevant) {
  const Tensor order = lengths_of({2, 0, 1});
  const auto expected = attend(queries_, encoded_, mask_);
  const auto got = attend(queries_.index_select(1, order), encoded_.index_select(0, order),
                          mask_.index_select(0, order));
  for (size_t t = 0; t < got.size(); ++t) {
    EXPECT_TRUE(close(got[t].context, expected[t].context.index_select(0, order)));
    EXPECT_TRUE(close(got[t].weights, expected[t].weights.index_select(0, order)));
  }
}

TEST_P(AttentionContract, SlicesOfTheMemoryConcatenateToTheWhole) {
  const AttentionMemory memory = attention_->remember(encoded_, mask_, reference_arithmetic);
  const AttentionMemory joined = concatenate({memory.slice(0, 1), memory.slice(1, 2)});
  EXPECT_TRUE(same(joined.keys, memory.keys));
  EXPECT_TRUE(same(joined.values, memory.values));
  EXPECT_TRUE(torch::equal(joined.mask, memory.mask));
}

TEST_P(AttentionContract, MemoryRowsCanBeReorderedAndRepeated) {
  const Tensor rows = lengths_of({2, 2, 0, 1});
  const AttentionMemory memory = attention_->remember(encoded_, mask_, reference_arithmetic);
  const auto expected = attend(*attention_, queries_, memory);
  const auto got = attend(*attention_, queries_.index_select(1, rows), memory.select(rows));
  for (size_t t = 0; t < got.size(); ++t) {
    EXPECT_TRUE(close(got[t].context, expected[t].context.index_select(0, rows)));
    EXPECT_TRUE(close(got[t].weights, expected[t].weights.index_select(0, rows)));
  }
}

TEST_P(AttentionContract, AGradientReachesEveryParameter) {
  value(queries_, encoded_.requires_grad_()).backward();
  EXPECT_GT(encoded_.grad().abs().max().item<double>(), 1e-6);
  for (const NamedTensor& parameter : parameters_of(*attention_)) {
    ASSERT_TRUE(parameter.tensor.grad().defined()) << parameter.name;
    EXPECT_GT(parameter.tensor.grad().abs().max().item<double>(), 1e-6) << parameter.name;
  }
}

TEST_P(AttentionContract, GradientsEqualCentralDifferences) {
  std::vector<NamedTensor> inputs = parameters_of(*attention_);
  inputs.push_back({"query", queries_});
  inputs.push_back({"encoded", encoded_});
  expect_numeric_gradients(inputs, [this] { return value(queries_, encoded_); });
}

TEST_P(AttentionContract, SavedAndLoadedAttendsTheSame) {
  std::stringstream file;
  torch::save(attention_, file);
  std::shared_ptr<Attention> loaded = make();
  randomise(*loaded, 8);
  torch::load(loaded, file);
  const auto expected = attend(queries_, encoded_, mask_);
  const auto got =
      attend(*loaded, queries_, loaded->remember(encoded_, mask_, reference_arithmetic));
  for (size_t t = 0; t < got.size(); ++t) {
    EXPECT_TRUE(same(got[t].context, expected[t].context));
    EXPECT_TRUE(same(got[t].weights, expected[t].weights));
  }
}

TEST_P(AttentionContract, InputsAreUntouchedAndAttendIsPure) {
  const Tensor queries = queries_.clone(), encoded = encoded_.clone(), mask = mask_.clone();
  const AttentionMemory memory = attention_->remember(encoded_, mask_, reference_arithmetic);
  const AttentionMemory kept{memory.keys.clone(), memory.values.clone(), memory.mask.clone()};
  const auto first = attend(*attention_, queries_, memory);
  const Tensor context = first[1].context.clone(), weights = first[1].weights.clone();
  const auto second = attend(*attention_, queries_, memory);

  EXPECT_TRUE(same(second[1].context, context));
  EXPECT_TRUE(same(second[1].weights, weights));
  EXPECT_TRUE(same(first[1].context, context)) << "a later step wrote into an earlier result";
  EXPECT_TRUE(same(queries_, queries));
  EXPECT_TRUE(same(encoded_, encoded));
  EXPECT_TRUE(torch::equal(mask_, mask));
  EXPECT_TRUE(same(memory.keys, kept.keys));
  EXPECT_TRUE(same(memory.values, kept.values));
  EXPECT_TRUE(torch::equal(memory.mask, kept.mask));
}

TEST_P(AttentionContract, BadShapesThrow) {
  const AttentionMemory memory = attention_->remember(encoded_, mask_, reference_arithmetic);
  EXPECT_THROW(attention_->remember(encoded_[0], mask_[0], reference_arithmetic), c10::Error);
  EXPECT_THROW(attention_->remember(encoded_, mask_.narrow(1, 0, 4), reference_arithmetic),
               c10::Error);
  EXPECT_THROW(attention_->remember(encoded_, mask_.narrow(0, 0, 1), reference_arithmetic),
               c10::Error);
  EXPECT_THROW(attention_->remember(encoded_, mask_.to(torch::kDouble), reference_arithmetic),
               c10::Error);
  EXPECT_THROW(attention_->attend(queries_[0][0], memory, {}), c10::Error);
  EXPECT_THROW(attention_->attend(queries_[0].narrow(0, 0, 1), memory, {}), c10::Error);
}

INSTANTIATE_TEST_SUITE_P(Kinds, AttentionContract, testing::ValuesIn(attention_names()),
                         [](const auto& kind) { return kind.param; });

}  // namespace
}  // namespace dragoman

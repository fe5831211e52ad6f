#include "dragoman/nn/mixup.h"

#include <gtest/gtest.h>

#include "nn/random_model.h"
#include "nn/tensor_expectations.h"

namespace dragoman {
namespace {

TEST(Mixup, HandWorkedNumbers) {
  const Mixup mixup{torch::tensor({1, 0}, torch::kLong), 0.75};
  const Tensor embedded = torch::tensor({{{4.0}, {8.0}}, {{12.0}, {99.0}}}, torch::kDouble);
  const Tensor mask = torch::tensor({{true, true}, {true, false}});
  EXPECT_TRUE(close(mixup.mixed(embedded, mask, 0),
                    torch::tensor({{{6.0}, {6.0}}, {{10.0}, {2.0}}}, torch::kDouble)));
  EXPECT_TRUE(close(mixup.mixed(embedded.transpose(0, 1), mask.t(), 1),
                    torch::tensor({{{6.0}, {10.0}}, {{6.0}, {2.0}}}, torch::kDouble)));
}

TEST(Mixup, EachSentenceIsThePartnerOfOne) {
  torch::manual_seed(3);
  const Mixup mixup = draw_mixup(50, 1, torch::kCPU);
  EXPECT_TRUE(torch::equal(std::get<0>(mixup.partners.sort()), torch::arange(50)));
  EXPECT_FALSE(torch::equal(mixup.partners, torch::arange(50)));
  torch::manual_seed(3);
  const Mixup again = draw_mixup(50, 1, torch::kCPU);
  EXPECT_TRUE(torch::equal(again.partners, mixup.partners));
  EXPECT_EQ(again.share, mixup.share);
}

TEST(Mixup, SharesHaveTheBetaDistributionsMeanAndVariance) {
  torch::manual_seed(5);
  for (const double alpha : {0.2, 1.0, 4.0}) {
    constexpr int draws = 4000;
    double sum = 0, squares = 0;
    for (int i = 0; i < draws; ++i) {
      const double share = draw_mixup(2, alpha, torch::kCPU).share;
      ASSERT_GE(share, 0);
      ASSERT_LE(share, 1);
      sum += share;
      squares += share * share;
    }
    const double mean = sum / draws, variance = squares / draws - mean * mean;
    EXPECT_NEAR(mean, 0.5, 0.03) << alpha;
    EXPECT_NEAR(variance, 1 / (4 * (2 * alpha + 1)), 0.01) << alpha;
  }
}

Loss mixed_loss(TranslationModel& model, const SentencePairs& pairs, const Mixup& mixup) {
  const Encoded encoded = model.encode(pairs.source, pairs.lengths, pairs.mask, mixup);
  const Decoded decoded = model.decode(encoded, pairs.target_input, mixup, pairs.target_mask);
  return model.loss(decoded, pairs.target_output, pairs.target_mask, {0.1});
}

TEST(MixedSentences, OneMixedWithItselfIsItself) {
  const auto model = random_model(configuration());
  const Tensor same_ones = torch::arange(3);
  EXPECT_TRUE(close(mixed_loss(*model, three_pairs(), {same_ones, 0.3}).trained,
                    loss_of(*model, three_pairs()).trained));
}

TEST(MixedSentences, AreThoseOfEitherAtTheEnds) {
  const auto model = random_model(configuration());
  // Of one length on each side, so that a partner's end is no word of the sentence.
  const SentencePairs pairs = random_pairs({3, 3, 3}, {2, 2, 2}, words, 3);
  const Tensor partners = lengths_of({2, 0, 1});
  EXPECT_TRUE(
      close(mixed_loss(*model, pairs, {partners, 1}).trained, loss_of(*model, pairs).trained));
  SentencePairs others = pairs.select(partners);
  others.target_output = pairs.target_output;
  EXPECT_TRUE(
      close(mixed_loss(*model, pairs, {partners, 0}).trained, loss_of(*model, others).trained));
}

TEST(MixedSentences, AreAsLongAsTheLongerOne) {
  const auto model = random_model(configuration());
  const SentencePairs pairs = three_pairs();  // of 4, 2 and 5 positions
  const Encoded encoded =
      model->encode(pairs.source, pairs.lengths, pairs.mask, {lengths_of({2, 0, 1}), 0.3});
  EXPECT_TRUE(torch::equal(encoded.mask.sum(1), lengths_of({5, 4, 5})));
}

TEST(MixedSentences, GradientsEqualCentralDifferences) {
  const auto model = random_model(configuration());
  const SentencePairs pairs = random_pairs({2, 1}, {1, 2}, words, 4);
  expect_numeric_gradients(parameters_of(*model), [&] {
    return mixed_loss(*model, pairs, {lengths_of({1, 0}), 0.3}).trained;
  });
}

}  // namespace
}  // namespace dragoman

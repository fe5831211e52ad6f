#include "dragoman/training/objective.h"

#include <gtest/gtest.h>

#include "dragoman/training/minimum_risk.h"
#include "nn/tensor_expectations.h"
#include "text/sample.h"
#include "training/small_run.h"

namespace dragoman {
namespace {

TEST(Objective, OfMixedSentencesIsThatOfEachAndOfItsPartner) {
  const Config config = without_dropout(small_config());
  const auto model = made_in_turn(config, 16);
  const Batch batch = make_batch(small_corpus().pairs, {0, 1, 2, 3});
  const Objective objective(config, model, {});
  const Mixup mixup{torch::tensor({2, 3, 1, 0}, torch::kLong), 0.3};
  const Encoded encoded =
      model->encode(batch.source, batch.source_lengths, batch.source_mask, mixup);
  const Decoded decoded = model->decode(encoded, batch.target_input, mixup, batch.target_mask);
  const auto loss_of = [&](const Tensor& rows) {
    return model->loss(decoded, batch.target_output.index_select(1, rows),
                       batch.target_mask.index_select(1, rows), {config.training.label_smoothing});
  };
  const Loss loss = objective.loss(batch, decoded, mixup);
  const Loss own = loss_of(torch::arange(4)), partners = loss_of(mixup.partners);
  EXPECT_TRUE(close(loss.trained, own.trained * 0.3 + partners.trained * 0.7, 1e-4));
  EXPECT_TRUE(
      close(loss.cross_entropy, own.cross_entropy * 0.3 + partners.cross_entropy * 0.7, 1e-4));
}

TEST(Objective, MixesWhereItIsAskedTo) {
  Config config = small_config();
  const auto model = made_in_turn(config, 16);
  const Batch batch = make_batch(small_corpus().pairs, {0, 1, 2, 3});
  EXPECT_FALSE(Objective(config, model, {}).mixup(batch).any());
  config.training.mixup = 0.5;
  EXPECT_EQ(Objective(config, model, {}).mixup(batch).partners.size(0), 4);
}

class ObjectiveOfOneBatch : public testing::Test {
 protected:
  Decoded decoded(const Batch& batch) {
    model->train();
    return model->decode(model->encode(batch.source, batch.source_lengths, batch.source_mask),
                         batch.target_input);
  }

  Config config = without_dropout(small_config());
  const Vocabularies vocabularies = sample_vocabularies();
  std::shared_ptr<TranslationModel> model = made_in_turn(config, vocabularies.target.size());
  std::vector<EncodedPair> pairs = small_corpus().pairs;
};

TEST_F(ObjectiveOfOneBatch, WeighsGuidedAttention) {
  for (EncodedPair& pair : pairs) pair.links = {{0, 1}, {1, 0}};
  const Batch batch = make_batch(pairs, {0, 1, 2, 3});
  const Decoded of_batch = decoded(batch);
  const Tensor plain = Objective(config, model, {}).loss(batch, of_batch, {}).trained;
  config.training.guided_attention = 0.7;
  const Tensor guided = Objective(config, model, {}).loss(batch, of_batch, {}).trained;
  const Tensor attention = guided_attention_loss(of_batch.weights, batch.alignment);
  EXPECT_GT(attention.item<double>(), 0);
  EXPECT_TRUE(close(guided - plain, 0.7 * attention, 1e-4));
}

TEST_F(ObjectiveOfOneBatch, MixesTheRiskWithTheWordsLoss) {
  config.risk.share = 0.25;
  config.risk.samples = 3;
  const auto risk = std::make_shared<MinimumRisk>(config, vocabularies.target);
  const Batch batch = make_batch(pairs, {0, 1, 2, 3});
  const Decoded of_batch = decoded(batch);
  const Tensor plain = Objective(config, model, {}).loss(batch, of_batch, {}).trained;
  torch::manual_seed(3);
  const Tensor mixed = Objective(config, model, {{}, risk}).loss(batch, of_batch, {}).trained;
  torch::manual_seed(3);
  const auto seed = static_cast<uint64_t>(torch::randint(INT64_MAX, {1}).item<int64_t>());
  const Tensor alone = risk->loss(*model, risk->draw(*model, batch, seed), batch);
  EXPECT_TRUE(close(mixed, plain * 0.75 + alone * 0.25, 1e-4));
}

TEST_F(ObjectiveOfOneBatch, BothPassesOfRDropAreGivenTheSameWords) {
  config.training.r_drop = 1;
  config.training.scheduled_sampling = 1;
  const Batch batch = twice(make_batch(pairs, {0, 1, 2, 3}));
  const Encoded encoded = model->encode(batch.source, batch.source_lengths, batch.source_mask);
  const Tensor words = Objective(config, model, {}).given_words(batch, encoded, 0.5);
  EXPECT_TRUE(torch::equal(words.narrow(1, 0, 4), words.narrow(1, 4, 4)));
  EXPECT_FALSE(torch::equal(words, batch.target_input));
}

}  // namespace
}  // namespace dragoman

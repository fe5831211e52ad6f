#include "dragoman/training/objective.h"

#include <gtest/gtest.h>

#include "nn/tensor_expectations.h"
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

}  // namespace
}  // namespace dragoman

#include "dragoman/training/run_length.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

Config epochs(int64_t number) {
  Config config;
  config.data.valid_source = config.data.valid_target = "valid";
  config.training.max_epochs = number;
  return config;
}

TEST(RunLength, CountsUpdatesValidationsAndTokensOfTheEpochs) {
  const RunLength length = run_length(epochs(3), 5, 100);
  EXPECT_EQ(length.updates_in_epoch, 5);
  EXPECT_EQ(length.updates, 15);
  EXPECT_EQ(length.validations, 3);
  EXPECT_EQ(length.checkpoints, 3);
  EXPECT_DOUBLE_EQ(length.target_tokens, 300);
}

TEST(RunLength, TheLastOfAccumulatedBatchesReachIntoTheNextEpoch) {
  Config config = epochs(3);
  config.batch.accumulate = 2;
  const RunLength length = run_length(config, 5, 100);
  EXPECT_EQ(length.updates_in_epoch, 3);
  EXPECT_EQ(length.updates, 8);  // of 15 batches, with one more
  EXPECT_EQ(length.validations, 3);
  EXPECT_DOUBLE_EQ(length.target_tokens, 320);
}

TEST(RunLength, EndsWithTheUpdatesWhereTheyAreFewer) {
  Config config = epochs(3);
  config.training.max_updates = 7;
  const RunLength length = run_length(config, 5, 100);
  EXPECT_EQ(length.updates, 7);
  EXPECT_EQ(length.validations, 2);  // the second at the end, within the epoch
  EXPECT_DOUBLE_EQ(length.target_tokens, 140);
  config.training.max_epochs = 0;
  EXPECT_EQ(run_length(config, 5, 100).updates, 7);
  EXPECT_EQ(run_length(config, 5, 100).validations, 2);
}

TEST(RunLength, ValidatesAndSavesEverySoManyUpdatesAndAtTheEnd) {
  Config config = epochs(3);
  config.validation.every = 4;
  config.training.checkpoint_every = 2;
  EXPECT_EQ(run_length(config, 5, 100).validations, 4);
  EXPECT_EQ(run_length(config, 5, 100).checkpoints, 8);
}

TEST(RunLength, WithoutValidationTextIsSavedOnce) {
  Config config = epochs(3);
  config.data = {};
  EXPECT_EQ(run_length(config, 5, 100).validations, 0);
  EXPECT_EQ(run_length(config, 5, 100).checkpoints, 1);
}

TEST(RunLength, TheLongestRunThatCanBeAskedForIsANumber) {
  EXPECT_EQ(run_length(epochs(1'000'000'000'000), 10'000'000, 1).updates,
            1'000'000'000'000'000'000);
}

}  // namespace
}  // namespace dragoman

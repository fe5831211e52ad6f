#include "dragoman/training/schedule.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(LearningRate, RisesLinearlyOverTheWarmUp) {
  for (const ScheduleKind kind :
       {ScheduleKind::constant, ScheduleKind::inverse_sqrt, ScheduleKind::plateau}) {
    const ScheduleConfig config = {.kind = kind, .warmup = 100};
    EXPECT_DOUBLE_EQ(learning_rate(config, 2, {1, 0}), 0.02);
    EXPECT_DOUBLE_EQ(learning_rate(config, 2, {50, 0}), 1);
    EXPECT_DOUBLE_EQ(learning_rate(config, 2, {100, 0}), 2);
  }
}

TEST(LearningRate, ConstantStays) {
  EXPECT_DOUBLE_EQ(learning_rate({.kind = ScheduleKind::constant, .warmup = 0}, 2, {1, 0}), 2);
  EXPECT_DOUBLE_EQ(learning_rate({.kind = ScheduleKind::constant, .warmup = 0}, 2, {9999, 3}), 2);
}

TEST(LearningRate, InverseSqrtFallsToHalfAtFourTimesTheWarmUp) {
  const ScheduleConfig config = {.kind = ScheduleKind::inverse_sqrt, .warmup = 100};
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, {400, 0}), 1);
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, {1600, 0}), 0.5);
}

TEST(LearningRate, LuongHalvesEveryIntervalAfterTheStart) {
  const ScheduleConfig config = {
      .kind = ScheduleKind::luong, .warmup = 0, .factor = 0.5, .start = 1000, .interval = 500};
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, {1000, 0}), 2);
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, {1001, 0}), 1);
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, {1500, 0}), 1);
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, {1501, 0}), 0.5);
}

TEST(LearningRate, PlateauFallsWithEachReduction) {
  const ScheduleConfig config = {.kind = ScheduleKind::plateau, .warmup = 0, .factor = 0.5};
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, {10, 0}), 2);
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, {10, 2}), 0.5);
}

TEST(LearningRate, LinearFallsToTheFloorOverItsLength) {
  const ScheduleConfig config = {
      .kind = ScheduleKind::linear, .warmup = 100, .length = 200, .floor = 0.1};
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, {50}), 1);
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, {100}), 2);
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, {200}), 1.1);
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, {300}), 0.2);
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, {9999}), 0.2);
}

TEST(LearningRate, CosineFallsSlowlyFastAndSlowlyAgain) {
  const ScheduleConfig config = {.kind = ScheduleKind::cosine, .warmup = 0, .length = 300};
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, {100}), 1.5);
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, {150}), 1);
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, {200}), 0.5);
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, {300}), 0);
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, {301}), 0);
}

TEST(LearningRate, WithoutALengthTheFallIsTheRun) {
  for (const ScheduleKind kind : {ScheduleKind::linear, ScheduleKind::cosine}) {
    const ScheduleConfig config = {.kind = kind, .warmup = 100};
    EXPECT_DOUBLE_EQ(learning_rate(config, 2, {50, 0, 0}), 1);
    EXPECT_DOUBLE_EQ(learning_rate(config, 2, {500, 0, 0.5}), 1);
    EXPECT_DOUBLE_EQ(learning_rate(config, 2, {1000, 0, 1}), 0);
  }
}

TEST(LearningRate, RestartsFallAgainAndEachTimeMoreSlowly) {
  ScheduleConfig config = {.kind = ScheduleKind::restarts, .warmup = 10, .length = 100};
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, {60}), 1);
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, {110}), 2);
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, {760}), 1);
  config.growth = 2;
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, {110}), 2);
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, {210}), 1);
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, {310}), 2);
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, {510}), 1);
}

}  // namespace
}  // namespace dragoman

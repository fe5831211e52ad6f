#include "dragoman/training/schedule.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(LearningRate, RisesLinearlyOverTheWarmUp) {
  for (const ScheduleKind kind :
       {ScheduleKind::constant, ScheduleKind::inverse_sqrt, ScheduleKind::plateau}) {
    const ScheduleConfig config = {.kind = kind, .warmup = 100};
    EXPECT_DOUBLE_EQ(learning_rate(config, 2, 1, 0), 0.02);
    EXPECT_DOUBLE_EQ(learning_rate(config, 2, 50, 0), 1);
    EXPECT_DOUBLE_EQ(learning_rate(config, 2, 100, 0), 2);
  }
}

TEST(LearningRate, ConstantStays) {
  EXPECT_DOUBLE_EQ(learning_rate({.kind = ScheduleKind::constant, .warmup = 0}, 2, 1, 0), 2);
  EXPECT_DOUBLE_EQ(learning_rate({.kind = ScheduleKind::constant, .warmup = 0}, 2, 9999, 3), 2);
}

TEST(LearningRate, InverseSqrtFallsToHalfAtFourTimesTheWarmUp) {
  const ScheduleConfig config = {.kind = ScheduleKind::inverse_sqrt, .warmup = 100};
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, 400, 0), 1);
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, 1600, 0), 0.5);
}

TEST(LearningRate, LuongHalvesEveryIntervalAfterTheStart) {
  const ScheduleConfig config = {
      .kind = ScheduleKind::luong, .warmup = 0, .factor = 0.5, .start = 1000, .interval = 500};
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, 1000, 0), 2);
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, 1001, 0), 1);
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, 1500, 0), 1);
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, 1501, 0), 0.5);
}

TEST(LearningRate, PlateauFallsWithEachReduction) {
  const ScheduleConfig config = {.kind = ScheduleKind::plateau, .warmup = 0, .factor = 0.5};
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, 10, 0), 2);
  EXPECT_DOUBLE_EQ(learning_rate(config, 2, 10, 2), 0.5);
}

}  // namespace
}  // namespace dragoman

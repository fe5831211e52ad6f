#include "dragoman/report/progress.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(FormatDuration, UsesTheTwoLargestUnits) {
  EXPECT_EQ(format_duration(11.6), "12s");
  EXPECT_EQ(format_duration(59.6), "1m 00s");
  EXPECT_EQ(format_duration(200), "3m 20s");
  EXPECT_EQ(format_duration(7500), "2h 05m");
}

TEST(ProgressWindow, WeighsUpdatesByTheirWords) {
  ProgressWindow window;
  window.add({.cross_entropy = 2, .target_tokens = 10, .seconds = 1});
  window.add({.cross_entropy = 5, .target_tokens = 30, .seconds = 3});
  EXPECT_EQ(window.words, 40);
  EXPECT_DOUBLE_EQ(window.loss, 170);
  EXPECT_DOUBLE_EQ(window.seconds, 4);
}

TEST(Pace, IsThatSinceTheRunWasFirstSeen) {
  Pace pace;
  EXPECT_EQ(pace.left(0.25, 100), std::nullopt);
  EXPECT_EQ(pace.left(0.25, 101), std::nullopt);
  EXPECT_DOUBLE_EQ(*pace.left(0.5, 110), 20);
  EXPECT_DOUBLE_EQ(*pace.left(1, 160), 0);
}

}  // namespace
}  // namespace dragoman

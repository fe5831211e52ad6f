#include "dragoman/training/unread_updates.h"

#include <cmath>

#include <gtest/gtest.h>

namespace dragoman {
namespace {

torch::Tensor number(double value) {
  return torch::tensor(value, torch::kDouble);
}

TEST(UnreadUpdates, AreReadInOrderAndOnce) {
  UnreadUpdates unread;
  EXPECT_TRUE(unread.read(1).empty());
  unread.add({.update = 7, .learning_rate = 0.5, .seconds = 1},
             {number(20), number(12), number(4), number(8), number(0.25)});
  unread.add({.update = 8, .seconds = 3},
             {number(6), number(4), number(2), number(INFINITY), number(NAN)});
  const std::vector<UpdateReport> reports = unread.read(2);
  ASSERT_EQ(reports.size(), 2);
  EXPECT_EQ(reports[0].update, 7);
  EXPECT_DOUBLE_EQ(reports[0].learning_rate, 0.5);
  EXPECT_DOUBLE_EQ(reports[0].loss, 5);
  EXPECT_DOUBLE_EQ(reports[0].cross_entropy, 3);
  EXPECT_EQ(reports[0].target_tokens, 2) << "each was passed over twice";
  EXPECT_DOUBLE_EQ(reports[0].gradient_norm, 2);
  EXPECT_FALSE(reports[0].skipped);
  EXPECT_EQ(reports[1].update, 8);
  EXPECT_EQ(reports[1].target_tokens, 1);
  EXPECT_TRUE(reports[1].skipped);
  for (const UpdateReport& report : reports) EXPECT_NEAR(report.seconds, 2, 0.5);
  EXPECT_TRUE(unread.read(1).empty());
}

}  // namespace
}  // namespace dragoman

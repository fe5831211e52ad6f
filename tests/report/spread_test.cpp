#include "report/spread.h"

#include <cmath>

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(Spread, IsOfTheMeanWithOneLessInTheDenominator) {
  const Spread spread = spread_of({1, 2, 6});
  EXPECT_DOUBLE_EQ(spread.mean, 3);
  EXPECT_DOUBLE_EQ(spread.deviation, std::sqrt((4 + 1 + 9) / 2.0));
}

TEST(Spread, HasNoDeviationOfOne) {
  EXPECT_DOUBLE_EQ(spread_of({7}).mean, 7);
  EXPECT_DOUBLE_EQ(spread_of({7}).deviation, 0);
}

}  // namespace
}  // namespace dragoman

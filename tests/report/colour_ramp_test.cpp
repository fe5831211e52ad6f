#include "report/colour_ramp.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(Ramp, GoesFromDarkToLight) {
  const auto light = [](double share) {
    const Colour colour = ramp(share);
    return 0.2126 * colour.red + 0.7152 * colour.green + 0.0722 * colour.blue;
  };
  for (double share = 0; share < 1; share += 0.05) EXPECT_LT(light(share), light(share + 0.05));
  EXPECT_EQ(ramp(2).red, ramp(1).red);
  EXPECT_EQ(ramp(-1).blue, ramp(0).blue);
}

}  // namespace
}  // namespace dragoman

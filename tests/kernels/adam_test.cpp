#include "dragoman/kernels/adam.h"

#include <cmath>

#include <gtest/gtest.h>

#include "kernels/real_numbers.h"
#include "kernels/vector_array.h"

namespace dragoman {
namespace {

template <typename Real>
class Adam : public testing::Test {};
TYPED_TEST_SUITE(Adam, RealTypes);

TYPED_TEST(Adam, TakesTheStepOfThePaper) {
  std::vector<TypeParam> values = {1, -2}, gradients = {4, 0}, first = {0.5, 0}, second = {0.25, 0},
                         averages = {0, 0};
  std::vector<double> scale = {0.5};
  const AdamStep step{0, 0.9, 0.75, 0.5, 1, 0.1, 2};
  adam(step,
       {array_of(values, {2}), array_of(gradients, {2}), array_of(first, {2}),
        array_of(second, {2}), array_of(averages, {2}), array_of(scale, {1})},
       0.25);
  // g = 2: m = 0.875, v = 2.125.
  EXPECT_NEAR(first[0], 0.875, 1e-6);
  EXPECT_NEAR(second[0], 2.125, 1e-6);
  const double expected = 0.9 - 0.1 * 0.875 / (2 * std::sqrt(2.125) + 1);
  EXPECT_NEAR(values[0], expected, 1e-6);
  EXPECT_NEAR(averages[0], 0.25 * expected, 1e-6);
  EXPECT_NEAR(values[1], -1.8, 1e-6);
  EXPECT_EQ(gradients, (std::vector<TypeParam>{0, 0}));
}

TYPED_TEST(Adam, OnlyForgetsGradientsWithoutAFiniteScale) {
  for (const double bad : {double{NAN}, double{INFINITY}}) {
    std::vector<TypeParam> values = {1, -2}, gradients = {4, 1}, first = {0.5, 0}, second = {1, 0},
                           averages = {3, 0};
    std::vector<double> scale = {bad};
    adam({0.1, 0.9, 0.75, 0.5, 1, 0.1, 2},
         {array_of(values, {2}), array_of(gradients, {2}), array_of(first, {2}),
          array_of(second, {2}), array_of(averages, {2}), array_of(scale, {1})},
         0.25);
    EXPECT_EQ(values, (std::vector<TypeParam>{1, -2}));
    EXPECT_EQ(gradients, (std::vector<TypeParam>{0, 0}));
    EXPECT_EQ(first, (std::vector<TypeParam>{0.5, 0}));
    EXPECT_EQ(second, (std::vector<TypeParam>{1, 0}));
    EXPECT_EQ(averages, (std::vector<TypeParam>{3, 0}));
  }
}

}  // namespace
}  // namespace dragoman

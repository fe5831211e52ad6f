#include "dragoman/kernels/array.h"

#include <gtest/gtest.h>

#include "kernels/vector_array.h"

namespace dragoman {
namespace {

TEST(Array, OfOneIndexHasTheOtherDimensions) {
  std::vector<double> numbers(24);
  const Array whole = array_of(numbers, {2, 3, 4}), part = whole.at(1);
  EXPECT_EQ(part.data, &numbers[12]);
  EXPECT_EQ(part.number, Number::float64);
  EXPECT_EQ(part.sizes, (std::array<int64_t, 4>{3, 4, 0, 0}));
  EXPECT_EQ(part.strides, (std::array<int64_t, 4>{4, 1, 0, 0}));
  EXPECT_EQ(part.at(2).data, &numbers[20]);
}

TEST(Array, OfNoneIsNone) {
  EXPECT_FALSE(Array{});
  EXPECT_FALSE(Array{}.at(3));
}

}  // namespace
}  // namespace dragoman

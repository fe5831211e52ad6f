#include "dragoman/base/permutation.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include <gtest/gtest.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

std::vector<uint64_t> order(uint64_t size, uint64_t seed) {
  const Permutation permutation(size, seed);
  std::vector<uint64_t> numbers(size);
  for (uint64_t place = 0; place < size; ++place) numbers[place] = permutation(place);
  return numbers;
}

TEST(Permutation, HasEveryNumberOnce) {
  for (const uint64_t size : {1, 2, 3, 31, 32, 33, 1023, 1024, 1025, 5000, 65'536, 70'001}) {
    std::vector<uint64_t> numbers = order(size, size);
    std::sort(numbers.begin(), numbers.end());
    for (uint64_t number = 0; number < size; ++number) ASSERT_EQ(numbers[number], number) << size;
  }
}

TEST(Permutation, IsAFunctionOfSizeAndSeed) {
  EXPECT_EQ(order(1000, 7), order(1000, 7));
  EXPECT_NE(order(1000, 7), order(1000, 8));
}

TEST(Permutation, IsTheSameOnEveryMachine) {
  EXPECT_EQ(order(8, 1), (std::vector<uint64_t>{6, 5, 4, 2, 7, 3, 1, 0}));
  EXPECT_EQ(Permutation(1'000'000'007, 3)(12'345), 140'461'939U);
}

// χ² of 23 degrees of freedom: 99.9 % of uniform draws stay below.
TEST(Permutation, HasAllOrdersOfAFewNumbersEquallyOften) {
  constexpr int seeds = 24'000;
  std::map<std::vector<uint64_t>, int> counts;
  for (uint64_t seed = 0; seed < seeds; ++seed) ++counts[order(4, seed * 0x9E3779B97F4A7C15ULL)];
  EXPECT_EQ(counts.size(), 24U);
  double chi_squared = 0;
  for (const auto& [numbers, count] : counts)
    chi_squared += (count - 1000.0) * (count - 1000.0) / 1000;
  EXPECT_LT(chi_squared, 49.7);
}

// Neighbours must not stay together: |difference| of uniform numbers is size / 3 in the mean.
TEST(Permutation, TearsNeighboursApart) {
  for (const uint64_t size : {1000, 100'000}) {
    const std::vector<uint64_t> numbers = order(size, 5);
    double sum = 0;
    for (size_t i = 1; i < numbers.size(); ++i) {
      sum += std::abs(static_cast<double>(numbers[i]) - static_cast<double>(numbers[i - 1]));
    }
    const double mean = sum / static_cast<double>(size - 1) / static_cast<double>(size);
    EXPECT_NEAR(mean, 1.0 / 3, 0.03) << size;
  }
}

TEST(Permutation, HasNoPlaceBeyondItsSize) {
  EXPECT_THROW(Permutation(8, 1)(8), Error);
}

}  // namespace
}  // namespace dragoman

#include "dragoman/base/random.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(Random, EqualsThePublishedSplitMix64Sequence) {
  Random random(1234567);
  EXPECT_EQ(random.next(), 6457827717110365317ULL);
  EXPECT_EQ(random.next(), 3203168211198807973ULL);
}

TEST(Random, DerivedSeedsDependOnEveryArgument) {
  const uint64_t seed = derive_seed(1, Stream::dropout, {7});
  EXPECT_EQ(seed, derive_seed(1, Stream::dropout, {7}));
  EXPECT_NE(seed, derive_seed(2, Stream::dropout, {7}));
  EXPECT_NE(seed, derive_seed(1, Stream::shuffle, {7}));
  EXPECT_NE(seed, derive_seed(1, Stream::dropout, {8}));
  EXPECT_NE(seed, derive_seed(1, Stream::dropout, {7, 0}));
}

TEST(Random, BelowIsUniform) {
  Random random(3);
  std::vector<int> counts(6);
  for (int i = 0; i < 60000; ++i) ++counts[random.below(6)];
  for (const int count : counts) EXPECT_NEAR(count, 10000, 500);
}

TEST(Random, ShuffleIsASeededPermutation) {
  std::vector<int> items(50);
  std::iota(items.begin(), items.end(), 0);
  std::vector<int> again = items;
  const std::vector<int> sorted = items;
  Random first(9), second(9);
  shuffle(items, first);
  shuffle(again, second);
  EXPECT_EQ(items, again);
  EXPECT_NE(items, sorted);
  std::sort(items.begin(), items.end());
  EXPECT_EQ(items, sorted);
}

}  // namespace
}  // namespace dragoman

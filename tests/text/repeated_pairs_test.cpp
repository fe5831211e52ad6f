#include "text/repeated_pairs.h"

#include <string>

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(RepeatedPairs, AreThoseThatCameBefore) {
  RepeatedPairs seen(3);
  EXPECT_FALSE(seen.add("a", "b"));
  EXPECT_FALSE(seen.add("b", "a"));
  EXPECT_TRUE(seen.add("a", "b"));
  EXPECT_FALSE(seen.add("ab", ""));
  EXPECT_FALSE(seen.add("", "ab"));
  EXPECT_TRUE(seen.add("b", "a"));
}

TEST(RepeatedPairs, AreFoundAmongMany) {
  constexpr int count = 200'000;
  RepeatedPairs seen(count);
  for (int i = 0; i < count; ++i) ASSERT_FALSE(seen.add("source " + std::to_string(i), "x")) << i;
  for (int i = 0; i < count; ++i) ASSERT_TRUE(seen.add("source " + std::to_string(i), "x")) << i;
}

TEST(RepeatedPairs, AreForgottenTheOldestFirstWhereThereAreTooMany) {
  RepeatedPairs seen(0);  // room for 128
  for (int i = 0; i < 10'000; ++i) EXPECT_FALSE(seen.add(std::to_string(i), "x"));
  EXPECT_TRUE(seen.add("9999", "x"));
  EXPECT_TRUE(seen.add("9998", "x"));
  EXPECT_FALSE(seen.add("0", "x"));
}

}  // namespace
}  // namespace dragoman

#include "dragoman/metrics/length_buckets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

using testing::ElementsAre;

TEST(LengthBuckets, DivideAtTheirBounds) {
  const auto buckets =
      length_buckets({"a b c", "a", " a  b\t", "a b c d e", "", "a b c d"}, {2, 4});
  ASSERT_EQ(buckets.size(), 3u);
  EXPECT_THAT(buckets[0].sentences, ElementsAre(1, 4));
  EXPECT_THAT(buckets[1].sentences, ElementsAre(0, 2));
  EXPECT_THAT(buckets[2].sentences, ElementsAre(3, 5));
  EXPECT_EQ(buckets[0].name(), "0-1");
  EXPECT_EQ(buckets[1].name(), "2-3");
  EXPECT_EQ(buckets[2].name(), "4-5");
}

TEST(LengthBuckets, LeaveOutEmptyOnes) {
  const auto buckets = length_buckets({"a b", "a b"}, {1, 2, 3, 7});
  ASSERT_EQ(buckets.size(), 1u);
  EXPECT_EQ(buckets[0].name(), "2");
}

TEST(LengthBuckets, WithoutBoundsAreOne) {
  EXPECT_THAT(length_buckets({"a", "a b"}, {})[0].sentences, ElementsAre(0, 1));
}

TEST(LengthBuckets, RefuseBoundsThatDoNotAscend) {
  EXPECT_THROW(length_buckets({"a"}, {3, 3}), InputError);
  EXPECT_THROW(length_buckets({"a"}, {0, 3}), InputError);
}

}  // namespace
}  // namespace dragoman

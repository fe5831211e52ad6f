#include "dragoman/text/pair_source.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(PairLengths, CountTheEndToken) {
  const std::vector<PairLength> lengths = lengths_of({{{7, 8}, {9}}, {{}, {5, 6, 7}}});
  ASSERT_EQ(lengths.size(), 2u);
  EXPECT_EQ(lengths[0].source, 3);
  EXPECT_EQ(lengths[0].target, 2);
  EXPECT_EQ(lengths[1].source, 1);
  EXPECT_EQ(lengths[1].target, 4);
}

}  // namespace
}  // namespace dragoman

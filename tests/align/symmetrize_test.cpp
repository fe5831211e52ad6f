#include "dragoman/align/symmetrize.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

const WordLinks forward = {{0, 0}, {1, 1}, {1, 2}, {3, 4}},
                backward = {{0, 0}, {1, 1}, {2, 1}, {5, 5}};

TEST(Symmetrize, IntersectionAndUnion) {
  EXPECT_EQ(symmetrize(forward, backward, Symmetrization::intersection),
            (WordLinks{{0, 0}, {1, 1}}));
  EXPECT_EQ(symmetrize(forward, backward, Symmetrization::unite),
            (WordLinks{{0, 0}, {1, 1}, {1, 2}, {2, 1}, {3, 4}, {5, 5}}));
}

TEST(Symmetrize, GrowsToNeighboursThatGiveAWordItsFirstLinkAndThenToLonelyWords) {
  // 1-2 gives target 2 its first link, and 2-1 source 2; 3-4 and 5-5 link words that have none.
  EXPECT_EQ(symmetrize(forward, backward, Symmetrization::grow_diagonal),
            (WordLinks{{0, 0}, {1, 1}, {1, 2}, {2, 1}, {3, 4}, {5, 5}}));
}

TEST(Symmetrize, DoesNotGrowToWordsThatAreBothLinkedOrToWhatIsFarAndHalfLinked) {
  // 0-1 lies beside, but both words have a link; 0-5 is far, and source 0 has one.
  EXPECT_EQ(
      symmetrize({{0, 0}, {1, 1}, {0, 1}, {0, 5}}, {{0, 0}, {1, 1}}, Symmetrization::grow_diagonal),
      (WordLinks{{0, 0}, {1, 1}}));
}

TEST(Symmetrize, OfNothingIsNothing) {
  EXPECT_TRUE(symmetrize({}, {}, Symmetrization::grow_diagonal).empty());
}

}  // namespace
}  // namespace dragoman

#include "metrics/edit_matrix.h"

#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/base/memory.h"

namespace dragoman {
namespace {

using testing::ElementsAre;

TEST(EditMatrix, FindsTheDistanceAndItsEdits) {
  // 1 2 3 4 into 1 5 3: substitute 2, remove 4.
  const EditMatrix matrix({1, 2, 3, 4}, {1, 5, 3});
  EXPECT_EQ(matrix.distance(), 2);
  EXPECT_THAT(matrix.path(), ElementsAre(Edit::keep, Edit::substitute, Edit::keep, Edit::remove));
}

TEST(EditMatrix, SubstitutesRatherThanRemovesRatherThanInserts) {
  // 1 2 into 2 3 costs 2 either way: substitute twice, or remove 1 and insert 3.
  EXPECT_THAT(EditMatrix({1, 2}, {2, 3}).path(), ElementsAre(Edit::substitute, Edit::substitute));
}

TEST(EditMatrix, FillsAnEmptyHypothesis) {
  const EditMatrix matrix({}, {1, 2});
  EXPECT_EQ(matrix.distance(), 2);
  EXPECT_THAT(matrix.path(), ElementsAre(Edit::insert, Edit::insert));
}

TEST(EditMatrix, AVariantCostsWhatItsOwnMatrixSays) {
  const Symbols reference = {1, 2, 3, 4, 5, 6};
  const Symbols variant = {1, 2, 4, 3, 9};
  const EditMatrix matrix({1, 2, 9, 4, 3}, reference);
  EXPECT_EQ(matrix.distance_of(variant, 2), EditMatrix(variant, reference).distance());
  EXPECT_EQ(matrix.distance_of(variant, 0), EditMatrix(variant, reference).distance());
}

TEST(EditMatrix, LooksNoFurtherThanItsBand) {
  // 30 words of the hypothesis stand before what is equal, as many of the reference after it. The
  // distance is 60, but the way there leaves the band of 25, so all 70 words are substituted.
  Symbols hypothesis(70), reference(70);
  std::iota(hypothesis.begin(), hypothesis.end(), 0);
  std::iota(reference.begin(), reference.end(), 30);
  EXPECT_EQ(EditMatrix(hypothesis, reference).distance(), 70);
}

TEST(EditMatrix, TakesMemoryForItsBandOnly) {
  Symbols words(20'000);
  std::iota(words.begin(), words.end(), 0);
  const int64_t before = peak_memory();
  EXPECT_EQ(EditMatrix(words, words).distance(), 0);
  EXPECT_LT(peak_memory() - before, 64 << 20);
}

TEST(EditMatrix, WidensItsBandForAMuchLongerReference) {
  // 60 words of the reference for each of the hypothesis: rows 25 either side would not meet, at 35
  // to 84 and 95 to 120. The band of 55 leaves out where the words are equal all the same.
  Symbols reference(120);
  std::iota(reference.begin(), reference.end(), 0);
  EXPECT_EQ(EditMatrix({0, 119}, reference).distance(), 120);
}

}  // namespace
}  // namespace dragoman

#include "text/telling_terms.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dragoman {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<uint32_t> list(std::span<const uint32_t> numbers) {
  return {numbers.begin(), numbers.end()};
}

TEST(NumberLists, AreInvertedToTheKeysOfEachNumber) {
  NumberLists lists;
  lists.add({2, 0});
  lists.add({});
  lists.add({2});
  const NumberLists keys = lists.inverted(4);
  ASSERT_EQ(keys.size(), 4u);
  EXPECT_THAT(list(keys[0]), ElementsAre(0));
  EXPECT_THAT(list(keys[1]), IsEmpty());
  EXPECT_THAT(list(keys[2]), ElementsAre(0, 2));
  EXPECT_THAT(list(keys[3]), IsEmpty());
}

/// Rows of pieces that occur once, and so tell nothing, but for those that a test puts in.
class TellingTerms : public testing::Test {
 protected:
  int32_t once() { return next_++; }

  /// Puts `piece` into the first rows, behind some that occur once.
  void put(int32_t piece, size_t rows, size_t behind = 1) {
    for (size_t row = 0; row < rows; ++row) {
      for (size_t i = 0; i < behind; ++i) pairs_[row].source.push_back(once());
      pairs_[row].source.push_back(piece);
    }
  }

  std::vector<size_t> counts() const {
    const NumberLists terms = telling_terms(pairs_, &EncodedPair::source);
    std::vector<size_t> counts;
    for (size_t row = 0; row < pairs_.size(); ++row) counts.push_back(terms[row].size());
    return counts;
  }

  size_t rows_with_terms() const {
    const std::vector<size_t> all = counts();
    return all.size() - static_cast<size_t>(std::count(all.begin(), all.end(), 0u));
  }

  std::vector<EncodedPair> pairs_{100};
  int32_t next_ = 1000;
};

TEST_F(TellingTerms, AreInFourRowsAtLeastAndATwentiethAtMost) {
  for (const auto& [rows, expected] :
       std::vector<std::pair<size_t, size_t>>{{3, 0}, {4, 4}, {5, 5}, {6, 0}}) {
    pairs_.assign(100, {});
    put(7, rows);
    EXPECT_EQ(rows_with_terms(), expected) << rows;
  }
}

TEST_F(TellingTerms, ArePairsOfNeighboursToo) {
  for (size_t row = 0; row < 4; ++row) pairs_[row].source = {7, 8};
  EXPECT_EQ(counts()[0], 3u);  // both pieces, and the pair
  for (size_t row = 0; row < 4; ++row) pairs_[row].source = {7, once(), 8, 7};
  EXPECT_EQ(counts()[0], 3u);  // 7 and 8 once each, and the other pair
}

TEST_F(TellingTerms, OfALongRowAreThoseOfItsBeginning) {
  put(7, 4, 63);
  EXPECT_EQ(rows_with_terms(), 4u);
  pairs_.assign(100, {});
  put(7, 4, 64);
  EXPECT_EQ(rows_with_terms(), 0u);
}

TEST_F(TellingTerms, AreTheEightRarestOfARow) {
  pairs_.assign(200, {});
  for (int32_t piece = 0; piece < 12; ++piece) put(piece, 4 + static_cast<size_t>(piece) / 2);
  const NumberLists terms = telling_terms(pairs_, &EncodedPair::source);
  // The first four rows have all twelve pieces; the ninth has the two that are in nine rows.
  ASSERT_EQ(terms[0].size(), 8u);
  EXPECT_EQ(list(terms[3]), list(terms[0]));
  ASSERT_EQ(terms[8].size(), 2u);
  for (const uint32_t common : terms[8]) {
    EXPECT_EQ(std::count(terms[0].begin(), terms[0].end(), common), 0);
  }
}

}  // namespace
}  // namespace dragoman

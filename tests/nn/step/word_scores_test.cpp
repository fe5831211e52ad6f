#include "nn/step/word_scores.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

constexpr double impossible = -std::numeric_limits<double>::infinity();

TEST(RowScores, WordsWithoutAScoreAreImpossible) {
  std::vector<double> numbers = {1, 3, 2, 7};
  RowScores<double> some(numbers.data(), 3, nullptr, 0);
  EXPECT_EQ(some.log_probability(2), 2);
  EXPECT_EQ(some.log_probability(3), impossible);
  std::vector<ScoredWord> best;
  some.best(5, {1, 3, 4}, best);
  ASSERT_EQ(best.size(), 2);
  EXPECT_EQ(best[0].word, 2);
  EXPECT_EQ(best[1].word, 0);
  EXPECT_EQ(numbers, (std::vector<double>{1, 3, 2, 7}));
}

TEST(RowScores, OfAListAreThoseOfItsWords) {
  const std::vector<int64_t> words = {4, 9, 11};
  std::vector<double> numbers = {1, 3, 2};
  RowScores<double> some(numbers.data(), 3, words.data(), 0);
  EXPECT_EQ(some.log_probability(9), 3);
  EXPECT_EQ(some.log_probability(1), impossible);
  EXPECT_EQ(some.log_probability(12), impossible);
  std::vector<ScoredWord> best;
  some.best(2, {9}, best);
  ASSERT_EQ(best.size(), 2);
  EXPECT_EQ(best[0].word, 11);
  EXPECT_EQ(best[1].word, 4);
}

}  // namespace
}  // namespace dragoman

#include "dragoman/search/scoring.h"

#include <cmath>

#include <gtest/gtest.h>

#include "dragoman/config/names.h"

namespace dragoman {
namespace {

TEST(LengthPenalty, CountsTheEndAsAWord) {
  EXPECT_DOUBLE_EQ(length_penalty({LengthPenalty::none, 1}, 3), 1);
  EXPECT_DOUBLE_EQ(length_penalty({LengthPenalty::average, 1}, 3), 4);
  EXPECT_DOUBLE_EQ(length_penalty({LengthPenalty::average, 0.5}, 3), 2);
  EXPECT_DOUBLE_EQ(length_penalty({LengthPenalty::average, 0}, 3), 1);
  EXPECT_DOUBLE_EQ(length_penalty({LengthPenalty::gnmt, 1}, 6), 2);  // (5 + 7) / 6
  EXPECT_DOUBLE_EQ(length_penalty({LengthPenalty::gnmt, 2}, 6), 4);
  EXPECT_DOUBLE_EQ(length_penalty({LengthPenalty::gnmt, 0.2}, 0), 1);  // (5 + 1) / 6
}

TEST(CoverageScore, IsTheLogarithmOfWhatEachPositionButTheEndLacks) {
  Scoring scoring;
  EXPECT_DOUBLE_EQ(coverage_score(scoring, {0.5, 0.1, 0}), 0);
  scoring.coverage_penalty = 0.2;
  EXPECT_DOUBLE_EQ(coverage_score(scoring, {0.5, 2, 0.001}), 0.2 * std::log(0.5));
  EXPECT_DOUBLE_EQ(coverage_score(scoring, {0, 1, 1}), 0.2 * -10);
}

TEST(ScoreOf, RewardsWordsBeforeItDividesByTheLength) {
  const Scoring scoring{LengthPenalty::average, 1, 0.5, 0.3};
  // (-6 + 2 * 0.3) / 3 + 0.5 * log 0.5
  EXPECT_DOUBLE_EQ(score_of(scoring, -6, 2, {0.5, 0}), -1.8 + 0.5 * std::log(0.5));
}

/// Of all that a hypothesis may become, nothing is better than the bound, and something equals it.
TEST(BestReachableScore, IsTheBestOverAllLengths) {
  for (const LengthPenalty kind :
       {LengthPenalty::none, LengthPenalty::average, LengthPenalty::gnmt}) {
    for (const double alpha : {0.0, 0.6, 1.0, 2.0}) {
      for (const double reward : {0.0, 0.4, -0.4}) {
        const Scoring scoring{kind, alpha, 0, reward};
        double best = -INFINITY;
        for (int64_t words = 4; words <= 9; ++words) {
          best = std::max(best, score_of(scoring, -3.5, words, {}));
        }
        EXPECT_DOUBLE_EQ(best_reachable_score(scoring, -3.5, 4, 9), best)
            << name_of(kind) << ' ' << alpha << ' ' << reward;
      }
    }
  }
}

}  // namespace
}  // namespace dragoman

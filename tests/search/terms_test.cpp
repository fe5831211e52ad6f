#include "dragoman/search/terms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/text/vocabulary.h"
#include "search/table_scores.h"

namespace dragoman {
namespace {

using testing::Contains;
using testing::Not;

std::vector<int64_t> best_after(const Terms& terms, const std::vector<int64_t>& words) {
  NextWords next;
  terms.apply(words, next);
  TableScores scores({-9, -9, -9, -1, -2, -2.5, -3, -8});
  std::vector<int64_t> best;
  for (const NextWord& word : next.best(2, scores)) best.push_back(word.word);
  return best;
}

TEST(Terms, ProgressCountsWholePhrasesAndTheOneBegun) {
  const Terms terms({{4, 5, 6}, {7}, {5, 7}});
  EXPECT_EQ(terms.size(), 6);
  EXPECT_EQ(terms.progress({}), 0);
  EXPECT_EQ(terms.progress({8, 4}), 1);
  EXPECT_EQ(terms.progress({4, 5}), 2);
  EXPECT_EQ(terms.progress({4, 5, 8}), 0);
  EXPECT_EQ(terms.progress({4, 5, 6, 8}), 3);
  EXPECT_EQ(terms.progress({4, 5, 7}), 3);  // two phrases whole, one with one piece of the other
  EXPECT_EQ(terms.progress({5, 7, 9, 4, 5, 6, 9}), 6);
}

TEST(Terms, APhraseThatBeginsAgainWithinItselfIsFollowed) {
  const Terms terms({{4, 4, 5}});
  EXPECT_EQ(terms.progress({4, 4, 4}), 2);
  EXPECT_EQ(terms.progress({4, 4, 4, 5}), 3);
}

TEST(Terms, TheEndComesBehindAllOfThem) {
  const Terms terms({{7, 6}, {5}});
  EXPECT_THAT(best_after(terms, {5}), Not(Contains(TokenIds::end)));
  EXPECT_THAT(best_after(terms, {7, 6, 5}), Contains(TokenIds::end));
}

TEST(Terms, WhatGoesOnWithOneIsAlwaysACandidate) {
  const Terms terms({{7, 6}, {5}});
  EXPECT_THAT(best_after(terms, {}), Contains(7));
  EXPECT_THAT(best_after(terms, {7}), Contains(6));
  EXPECT_THAT(best_after(terms, {7, 6, 5}), Not(Contains(7)));
}

TEST(Terms, EveryHypothesisHasAContinuationThatIsFurther) {
  const Terms terms({{4, 5, 6}, {5, 4}, {4, 4}});
  std::vector<std::vector<int64_t>> hypotheses = {{}};
  for (size_t place = 0; place < hypotheses.size() && place < 400; ++place) {
    const std::vector<int64_t> words = hypotheses[place];
    if (terms.progress(words) == terms.size()) continue;
    int64_t furthest = 0;
    for (int64_t word = 4; word < 8; ++word) {
      hypotheses.push_back(words);
      hypotheses.back().push_back(word);
      furthest = std::max(furthest, terms.progress(hypotheses.back()));
    }
    EXPECT_GT(furthest, terms.progress(words));
  }
}

}  // namespace
}  // namespace dragoman

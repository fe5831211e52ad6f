#include "dragoman/search/next_words.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "search/table_scores.h"

namespace dragoman {
namespace {

using testing::ElementsAre;

/// What a rule-bound choice makes of these log probabilities.
struct Chosen {
  std::vector<int64_t> words;
  std::vector<double> merits;
};

Chosen chosen_of(const std::vector<NextWord>& next) {
  Chosen chosen;
  for (const NextWord& word : next) {
    chosen.words.push_back(word.word);
    chosen.merits.push_back(word.merit());
  }
  return chosen;
}

TEST(NextWords, WithoutRulesTheModelsOrderStands) {
  TableScores scores({-3, -1, -2, -4});
  EXPECT_THAT(chosen_of(NextWords().best(3, scores)).words, ElementsAre(1, 2, 0));
}

TEST(NextWords, ForbiddenOnesAreLeftOut) {
  TableScores scores({-3, -1, -2, -4});
  NextWords next;
  next.forbid(1);
  EXPECT_THAT(chosen_of(next.best(2, scores)).words, ElementsAre(2, 0));
  EXPECT_THAT(chosen_of(next.all(scores)).words, ElementsAre(0, 2, 3));
}

TEST(NextWords, ChangesMoveWordsAmongTheOthersAndLeaveTheModelsNumber) {
  TableScores scores({-3, -1, -2, -4});
  NextWords next;
  next.scale(1, 2.5);  // -2.5
  next.add(3, 2.25);   // -1.75
  const std::vector<NextWord> best = next.best(3, scores);
  EXPECT_THAT(chosen_of(best).words, ElementsAre(3, 2, 1));
  EXPECT_THAT(chosen_of(best).merits, ElementsAre(-1.75, -2, -2.5));
  EXPECT_EQ(best[0].log_probability, -4);
  EXPECT_THAT(chosen_of(next.all(scores)).merits, ElementsAre(-3, -2.5, -2, -1.75));
}

TEST(NextWords, AChangedWordThatIsForbiddenStaysOut) {
  TableScores scores({-3, -1, -2});
  NextWords next;
  next.forbid(1);
  next.add(1, 5);
  EXPECT_THAT(chosen_of(next.best(3, scores)).words, ElementsAre(2, 0));
}

TEST(NextWords, OnlyWhatAllRulesAllowMayComeEvenIfForbidden) {
  TableScores scores({-3, -1, -2, -4});
  NextWords next;
  next.forbid(3);
  next.allow_only({3, 1, 0});
  next.allow_only({3, 0, 2});
  EXPECT_THAT(chosen_of(next.best(4, scores)).words, ElementsAre(0, 3));
}

TEST(NextWords, AWordThatTheModelLeavesOutComesOnlyWhenItMust) {
  TableScores scores({-3, -INFINITY, -2});
  NextWords bonus, only;
  bonus.add(1, 1000);
  EXPECT_THAT(chosen_of(bonus.best(3, scores)).words, ElementsAre(2, 0));
  only.allow_only({1});
  EXPECT_THAT(chosen_of(only.best(3, scores)).merits, ElementsAre(-100));
}

TEST(NextWords, AmongEqualsTheSmallerIdIsFirst) {
  TableScores scores({-2, -2, -2, -3});
  NextWords next;
  next.add(3, 1);
  EXPECT_THAT(chosen_of(next.best(4, scores)).words, ElementsAre(0, 1, 2, 3));
}

TEST(NextWords, IncludedOnesComeBehindTheBestWhateverTheirMerit) {
  TableScores scores({-3, -1, -2, -4});
  NextWords next;
  next.forbid(3);
  next.include(3);
  next.include(1);
  EXPECT_THAT(chosen_of(next.best(2, scores)).words, ElementsAre(1, 2, 3));
  next.allow_only({0, 2});
  EXPECT_THAT(chosen_of(next.best(1, scores)).words, ElementsAre(2));
}

TEST(NextWords, AWordThatIsAllowedTwiceIsOneWord) {
  TableScores scores({-3, -1, -2, -4});
  NextWords next;
  next.allow_only({2, 0, 2});
  EXPECT_THAT(chosen_of(next.best(3, scores)).words, ElementsAre(2, 0));
}

}  // namespace
}  // namespace dragoman

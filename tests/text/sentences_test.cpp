#include "dragoman/text/sentences.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dragoman {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(SplitSentences, EndsAtAStopBeforeACapitalOrTheEnd) {
  EXPECT_THAT(split_sentences("A dog runs. Two cats sleep!  Why?"),
              ElementsAre("A dog runs.", "Two cats sleep!", "Why?"));
  EXPECT_THAT(split_sentences("  no stop at all "), ElementsAre("no stop at all"));
  EXPECT_THAT(split_sentences("It costs 3.50 euros. 20 came."),
              ElementsAre("It costs 3.50 euros.", "20 came."));
  EXPECT_THAT(split_sentences("Wait... what? Yes."), ElementsAre("Wait... what?", "Yes."));
  EXPECT_THAT(split_sentences(" "), IsEmpty());
}

TEST(SplitSentences, QuotesAndBracketsBelongToWhatTheyClose) {
  EXPECT_THAT(split_sentences("\"Come!\" He came. (She, too.) Good."),
              ElementsAre("\"Come!\"", "He came.", "(She, too.)", "Good."));
}

TEST(SplitSentences, AbbreviationsEndNone) {
  EXPECT_THAT(split_sentences("Dr. Smith and J. Doe met Mr. Miller. They spoke."),
              ElementsAre("Dr. Smith and J. Doe met Mr. Miller.", "They spoke."));
  EXPECT_THAT(split_sentences("Tiere, z.B. Hunde. Ende."),
              ElementsAre("Tiere, z.B. Hunde.", "Ende."));
  EXPECT_THAT(split_sentences("Tiere, z.B.. Ende."), ElementsAre("Tiere, z.B..", "Ende."));
}

TEST(SplitSentences, KnowsScriptsWithoutSpaces) {
  EXPECT_THAT(split_sentences("我是猫。你好！"), ElementsAre("我是猫。", "你好！"));
}

TEST(SplitSentences, LeavesWhatIsNoUtf8Alone) {
  EXPECT_THAT(split_sentences("a. B \xff"), ElementsAre("a. B \xff"));
}

}  // namespace
}  // namespace dragoman

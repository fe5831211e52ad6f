#include "dragoman/metrics/alignment_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

TEST(ParseAlignment, ReadsSureAndPossibleLinks) {
  const TrueAlignment alignment = parse_alignment(" 0-0 12-3\t2?1 ", "f:1");
  EXPECT_EQ(alignment.sure, (WordLinks{{0, 0}, {12, 3}}));
  EXPECT_EQ(alignment.possible, (WordLinks{{0, 0}, {12, 3}, {2, 1}}));
  EXPECT_TRUE(parse_alignment("", "f:1").possible.empty());
}

TEST(ParseAlignment, RefusesWhatIsNoLink) {
  for (const char* line : {"0", "0-", "-1", "a-b", "0-0,1-1", "1--2", "0-0x"}) {
    try {
      parse_alignment(line, "test.align:7");
      ADD_FAILURE() << "took " << line;
    } catch (const InputError& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr("test.align:7: got the link"));
    }
  }
}

TEST(AlignmentScore, HandWorkedNumbers) {
  const TrueAlignment truth = parse_alignment("0-0 1-1 2?1 2-2", "f:1");
  // Of four links two are sure, one more is possible; three are sure.
  const AlignmentScore score = score_alignment({{0, 0}, {1, 1}, {2, 1}, {5, 5}}, truth);
  EXPECT_DOUBLE_EQ(score.precision(), 75);
  EXPECT_DOUBLE_EQ(score.recall(), 200.0 / 3);
  EXPECT_DOUBLE_EQ(score.error_rate(), 100 - 500.0 / 7);
}

TEST(AlignmentScore, SumsEveryCount) {
  AlignmentScore sum;
  for (int sentence = 0; sentence < 2; ++sentence) {
    sum += score_alignment({{0, 0}, {1, 1}, {2, 1}, {5, 5}},
                           parse_alignment("0-0 1-1 2?1 2-2", "f:1"));
  }
  EXPECT_EQ(sum.links, 8);
  EXPECT_EQ(sum.sure, 6);
  EXPECT_EQ(sum.sure_found, 4);
  EXPECT_EQ(sum.possible_found, 6);
}

TEST(AlignmentScore, SumsOverSentences) {
  AlignmentScore sum = score_alignment({{0, 0}}, parse_alignment("0-0", "f:1"));
  EXPECT_DOUBLE_EQ(sum.error_rate(), 0);
  sum += score_alignment({{0, 1}}, parse_alignment("0-0", "f:2"));
  EXPECT_DOUBLE_EQ(sum.error_rate(), 50);
}

TEST(AlignmentScore, OfNothingIsZero) {
  EXPECT_DOUBLE_EQ(AlignmentScore{}.error_rate(), 0);
  EXPECT_DOUBLE_EQ(AlignmentScore{}.precision(), 0);
}

TEST(FormatLinks, IsWhatIsParsed) {
  const WordLinks links = {{1, 2}, {0, 0}, {10, 3}};
  EXPECT_EQ(format_links(links), "0-0 1-2 10-3");
  EXPECT_EQ(parse_alignment(format_links(links), "f:1").sure, links);
}

}  // namespace
}  // namespace dragoman

#include "dragoman/metrics/chrf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

using testing::ElementsAre;

double chrf(const std::string& hypothesis, const std::string& reference,
            const ChrfOptions& options) {
  return corpus_chrf({hypothesis}, {{reference}}, options).score;
}

TEST(Chrf, WeighsRecallByBetaSquared) {
  // P = 1, R = 1/2: 5 · 1 · 1/2 / (4 · 1 + 1/2) = 5/9; with beta 1, 2 · 1/2 / (3/2) = 2/3.
  EXPECT_NEAR(chrf("a", "ab", {.character_order = 1}), 100 * 5.0 / 9, 1e-9);
  EXPECT_NEAR(chrf("a", "ab", {.character_order = 1, .beta = 1}), 100 * 2.0 / 3, 1e-9);
}

TEST(Chrf, AveragesOverOrders) {
  // Characters: 1 of 2 matches; pairs: 0 of 1. P = R = 1/4.
  EXPECT_NEAR(chrf("ab", "ac", {.character_order = 2}), 25, 1e-9);
}

TEST(Chrf, LeavesOutOrdersThatATextLacks) {
  EXPECT_NEAR(chrf("ab", "ab", {}), 100, 1e-9);
  // One order more in the hypothesis: only single characters count, P = 1/2, R = 1.
  EXPECT_NEAR(chrf("ab", "a", {}), 100 * 5 * 0.5 / (4 * 0.5 + 1), 1e-9);
  EXPECT_DOUBLE_EQ(chrf("", "a", {}), 0);
  EXPECT_DOUBLE_EQ(chrf("a", "", {}), 0);
}

TEST(Chrf, EpsSmoothingAveragesFInstead) {
  // F of single characters is 1/2, of pairs 0; a third order that both lack counts 0.
  EXPECT_NEAR(chrf("ab", "ac", {.character_order = 3, .eps_smoothing = true}), 50.0 / 3, 1e-9);
}

TEST(Chrf, CountsWhitespaceWhenAsked) {
  EXPECT_NEAR(chrf("a b", "ab", {}), 100, 1e-9);
  // Of 3 characters 2 match, of 2 in the reference both: P = 2/3, R = 1.
  EXPECT_NEAR(chrf("a b", "ab", {.character_order = 1, .whitespace = true}),
              100 * 5 * (2.0 / 3) / (4 * 2.0 / 3 + 1), 1e-9);
}

TEST(Chrf, PlusPlusCountsWordsWithPunctuationApart) {
  // "ab, (c" is the words ab , ( c and "ab (c." ab (c . — only one mark of a word is cut off, the
  // last rather than the first: 1 of 4 and 1 of 3 match.
  const auto statistics = chrf_statistics({"ab, (c"}, {{"ab (c."}}, {.word_order = 1});
  EXPECT_EQ(statistics[0].orders.size(), 7u);
  EXPECT_EQ(statistics[0].orders[6], (NgramCounts{4, 3, 1}));
}

TEST(Chrf, TakesTheReferenceWithTheBestScore) {
  const auto statistics = chrf_statistics({"abc"}, {{"xyz", "abd", "ab"}}, {.character_order = 1});
  // 2/3 and 2/3 give 2/3; 2/3 and 1 give 0.91.
  EXPECT_THAT(statistics[0].orders, ElementsAre(NgramCounts{3, 2, 2}));
}

TEST(Chrf, IgnoresCaseWhenAsked) {
  EXPECT_DOUBLE_EQ(chrf("ÄB", "äb", {}), 0);
  EXPECT_NEAR(chrf("ÄB", "äb", {.lowercase = true}), 100, 1e-9);
}

TEST(Chrf, IsTheScoreOfSummedStatistics) {
  const std::vector<std::string> hypotheses = {"one two", "three"};
  const References references = {{"one too"}, {"there", "tree"}};
  auto statistics = chrf_statistics(hypotheses, references);
  statistics[0] += statistics[1];
  EXPECT_DOUBLE_EQ(chrf_from_statistics(statistics[0]).score,
                   corpus_chrf(hypotheses, references).score);
}

TEST(Chrf, IsNamedAndSignedByItsOptions) {
  const Score score = corpus_chrf({"a"}, {{"a"}}, {.word_order = 2, .whitespace = true});
  EXPECT_EQ(score.name, "chrF2++");
  EXPECT_EQ(score.signature,
            "nrefs:1|case:mixed|eff:yes|nc:6|nw:2|space:yes|version:dragoman-" DRAGOMAN_VERSION);
}

TEST(Chrf, RefusesOrdersOutOfRange) {
  EXPECT_THROW(chrf("a", "a", {.character_order = 0}), InputError);
  EXPECT_THROW(chrf("a", "a", {.word_order = -1}), InputError);
  EXPECT_THROW(corpus_chrf({"a"}, {}), InputError);
}

}  // namespace
}  // namespace dragoman

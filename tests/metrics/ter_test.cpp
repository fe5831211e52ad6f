#include "dragoman/metrics/ter.h"

#include <gtest/gtest.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

TEST(Ter, CountsThePapersExample) {
  // Snover et al. (2006): a shift of "this week", two substitutions, an insertion; 4 of 13.
  const TerScore ter = corpus_ter(
      {"THIS WEEK THE SAUDIS denied information published in the new york times"},
      {{"SAUDI ARABIA denied THIS WEEK information published in the AMERICAN new york times"}});
  EXPECT_EQ(ter.name, "TER");
  EXPECT_EQ(ter.edits, 4);
  EXPECT_DOUBLE_EQ(ter.reference_length, 13);
  EXPECT_NEAR(ter.score, 100 * 4.0 / 13, 1e-9);
}

TEST(Ter, TakesTheFewestEditsAndTheMeanLength) {
  // 1 edit to the first, 3 to the second; lengths 2 and 5.
  const TerScore ter = corpus_ter({"a b"}, {{"a c", "a b c d e"}});
  EXPECT_EQ(ter.edits, 1);
  EXPECT_DOUBLE_EQ(ter.reference_length, 3.5);
}

TEST(Ter, IsAllOrNothingWithoutReferenceWords) {
  EXPECT_DOUBLE_EQ(corpus_ter({"a"}, {{""}}).score, 100);
  EXPECT_DOUBLE_EQ(corpus_ter({""}, {{""}}).score, 0);
}

TEST(Ter, IgnoresCaseUnlessAsked) {
  EXPECT_DOUBLE_EQ(corpus_ter({"A b"}, {{"a b"}}).score, 0);
  EXPECT_DOUBLE_EQ(corpus_ter({"A b"}, {{"a b"}}, {.case_sensitive = true}).score, 50);
}

TEST(Ter, IsTheScoreOfSummedStatistics) {
  const std::vector<std::string> hypotheses = {"a b c", "d"};
  const References references = {{"b c a"}, {"e", "f g"}};
  auto statistics = ter_statistics(hypotheses, references);
  statistics[0] += statistics[1];
  EXPECT_EQ(statistics[0].edits, 1 + 1);
  EXPECT_DOUBLE_EQ(statistics[0].reference_length, 3 + 1.5);
  EXPECT_DOUBLE_EQ(ter_from_statistics(statistics[0]).score,
                   corpus_ter(hypotheses, references).score);
}

TEST(Ter, SignsItsOptions) {
  const TerOptions options = {.normalized = true, .no_punctuation = true, .case_sensitive = true};
  EXPECT_EQ(corpus_ter({"a"}, {{"a"}}, options).signature,
            "nrefs:1|case:mixed|tok:tercom|norm:yes|punct:no|asian:no|version:"
            "dragoman-" DRAGOMAN_VERSION);
}

TEST(Ter, RefusesWhatItCannotScore) {
  EXPECT_THROW(corpus_ter({"a"}, {{"a"}, {"b"}}), InputError);
}

}  // namespace
}  // namespace dragoman

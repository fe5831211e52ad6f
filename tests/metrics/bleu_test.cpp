#include "dragoman/metrics/bleu.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

double percent_of_fourth_root(double product) {
  return 100 * std::pow(product, 0.25);
}

TEST(Bleu, ClipsMatchesByTheMostInOneReference) {
  // The first example of Papineni et al. (2002): 2 of 7, as "the" is twice in the first reference.
  const auto statistics = bleu_statistics({"the the the the the the the"},
                                          {{"the cat is on the mat", "there is a cat on the mat"}});
  EXPECT_THAT(statistics[0].matches, ElementsAre(2, 0, 0, 0));
  EXPECT_THAT(statistics[0].totals, ElementsAre(7, 6, 5, 4));
}

TEST(Bleu, IsTheGeometricMeanOfPrecisions) {
  // 4/5 · 3/4 · 2/3 · 1/2 = 1/5, and the lengths are equal.
  const BleuScore bleu = corpus_bleu({"a b c d e"}, {{"a b c d f"}});
  EXPECT_NEAR(bleu.score, percent_of_fourth_root(1.0 / 5), 1e-9);
  EXPECT_DOUBLE_EQ(bleu.brevity_penalty, 1);
  EXPECT_THAT(bleu.counts, ElementsAre(4, 3, 2, 1));
}

TEST(Bleu, PenalisesBrevityOnly) {
  // All precisions are 1; e^(1 - 5/4).
  EXPECT_NEAR(corpus_bleu({"a b c d"}, {{"a b c d e"}}).score, 100 * std::exp(-0.25), 1e-9);
  EXPECT_DOUBLE_EQ(corpus_bleu({"a b c d e f"}, {{"a b c d"}}).brevity_penalty, 1);
  EXPECT_DOUBLE_EQ(corpus_bleu({""}, {{"a"}}).brevity_penalty, 0);
}

TEST(Bleu, ComparesWithTheClosestLengthAndTheShorterOfATie) {
  const auto statistics =
      bleu_statistics({"a b c d", "a b c d"}, {{"x x x x x", "x x x"}, {"x", "x x x x x x"}});
  EXPECT_EQ(statistics[0].reference_length, 3);  // 5 and 3 are as far
  EXPECT_EQ(statistics[1].reference_length, 6);  // 1 is further than 6
}

TEST(Bleu, SmoothsOrdersWithoutMatch) {
  // Matches 2/4, 1/3, 0/2, 0/1.
  const auto score = [](BleuSmoothing smoothing, std::optional<double> value = {}) {
    return corpus_bleu({"a b x y"}, {{"a b c d"}}, {.smoothing = smoothing, .smooth_value = value})
        .score;
  };
  EXPECT_DOUBLE_EQ(score(BleuSmoothing::none), 0);
  // 2/4 · 1/3 · (1/2)/2 · (1/4)/1 = 1/96
  EXPECT_NEAR(score(BleuSmoothing::exponential), percent_of_fourth_root(1.0 / 96), 1e-9);
  // 2/4 · 1/3 · 0.1/2 · 0.1/1 = 1/1200
  EXPECT_NEAR(score(BleuSmoothing::floor), percent_of_fourth_root(1.0 / 1200), 1e-9);
  // 2/4 · (1+1)/(3+1) · 1/(2+1) · 1/(1+1) = 1/24
  EXPECT_NEAR(score(BleuSmoothing::add_k), percent_of_fourth_root(1.0 / 24), 1e-9);
  // 2/4 · (1+2)/(3+2) · 2/(2+2) · 2/(1+2) = 1/10
  EXPECT_NEAR(score(BleuSmoothing::add_k, 2), percent_of_fourth_root(1.0 / 10), 1e-9);
  EXPECT_THROW(score(BleuSmoothing::floor, -1), InputError);
}

TEST(Bleu, HasNothingToSmoothWithoutAnyMatch) {
  const BleuScore bleu =
      corpus_bleu({"a b c d"}, {{"e f g h"}}, {.smoothing = BleuSmoothing::add_k});
  EXPECT_DOUBLE_EQ(bleu.score, 0);
  EXPECT_THAT(bleu.totals, ElementsAre(4, 3, 2, 1));
}

TEST(Bleu, LeavesOutOrdersThatAShortTextLacksWhenAsked) {
  EXPECT_DOUBLE_EQ(corpus_bleu({"a b"}, {{"a b"}}).score, 0);
  EXPECT_NEAR(corpus_bleu({"a b"}, {{"a b"}}, {.effective_order = true}).score, 100, 1e-9);
  EXPECT_NEAR(sentence_bleu("a b", {"a b"}).score, 100, 1e-9);
}

TEST(Bleu, IgnoresCaseWhenAsked) {
  EXPECT_DOUBLE_EQ(corpus_bleu({"A B C D"}, {{"a b c d"}}).score, 0);
  EXPECT_NEAR(corpus_bleu({"A B C D"}, {{"a b c d"}}, {.lowercase = true}).score, 100, 1e-9);
}

TEST(Bleu, IsTheScoreOfSummedStatistics) {
  const std::vector<std::string> hypotheses = {"a b c d e", "x y", ""};
  const References references = {{"a b c d"}, {"x z y", "y"}, {"q"}};
  BleuStatistics sum;
  for (const auto& sentence : bleu_statistics(hypotheses, references)) sum += sentence;
  const BleuScore whole = corpus_bleu(hypotheses, references);
  EXPECT_DOUBLE_EQ(bleu_from_statistics(sum).score, whole.score);
  EXPECT_EQ(whole.hypothesis_length, 7);
  EXPECT_EQ(whole.reference_length, 4 + 1 + 1);
  EXPECT_THAT(whole.signature, HasSubstr("nrefs:var|"));
}

TEST(Bleu, PrintsItsLine) {
  EXPECT_EQ(format_score(corpus_bleu({"a b c d e"}, {{"a b c d f"}})),
            "BLEU|nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:dragoman-" DRAGOMAN_VERSION
            " = 66.87 80.0/75.0/66.7/50.0 (BP = 1.000 ratio = 1.000 hyp_len = 5 ref_len = 5)");
}

TEST(Bleu, SignsItsOptions) {
  const BleuOptions options = {.tokenizer = BleuTokenizer::international,
                               .lowercase = true,
                               .smoothing = BleuSmoothing::floor,
                               .effective_order = true};
  EXPECT_EQ(
      corpus_bleu({"a"}, {{"a", "b"}}, options).signature,
      "nrefs:2|case:lc|eff:yes|tok:intl|smooth:floor[0.10]|version:dragoman-" DRAGOMAN_VERSION);
}

TEST(Bleu, RefusesWhatItCannotScore) {
  EXPECT_THROW(corpus_bleu({"a", "b"}, {{"a"}}), InputError);
  EXPECT_THROW(corpus_bleu({}, {}), InputError);
}

}  // namespace
}  // namespace dragoman

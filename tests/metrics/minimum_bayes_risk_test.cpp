#include "dragoman/metrics/minimum_bayes_risk.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "dragoman/metrics/chrf.h"

namespace dragoman {
namespace {

double chrf(const std::string& hypothesis, const std::string& reference) {
  return corpus_chrf({hypothesis}, {{reference}}).score;
}

TEST(ExpectedChrf, IsTheWeightedMeanOverTheCandidates) {
  const std::vector<std::string> texts = {"a red house", "a red horse", "nothing"};
  const std::vector<double> gains = expected_chrf(texts, {1, 2, 1});
  EXPECT_NEAR(gains[0], (100 + 2 * chrf(texts[0], texts[1]) + chrf(texts[0], texts[2])) / 4, 1e-9);
  EXPECT_NEAR(gains[1], (chrf(texts[1], texts[0]) + 200 + chrf(texts[1], texts[2])) / 4, 1e-9);
}

TEST(ExpectedChrf, WhatMostAgreeOnIsBest) {
  const std::vector<double> gains = expected_chrf(
      {"the dog sleeps", "quite another text", "the dog slept", "the dogs sleep"}, {1, 1, 1, 1});
  EXPECT_NE(std::max_element(gains.begin(), gains.end()) - gains.begin(), 1);
}

TEST(ExpectedChrf, RepetitionsCountAsOftenAsTheyCome) {
  const std::vector<double> repeated = expected_chrf({"a b c", "x y z", "a b c"}, {1, 1, 1});
  const std::vector<double> weighted = expected_chrf({"a b c", "x y z"}, {2, 1});
  EXPECT_NEAR(repeated[0], weighted[0], 1e-9);
  EXPECT_EQ(repeated[0], repeated[2]);
}

TEST(ExpectedChrf, EmptyTextsAreTexts) {
  const std::vector<double> gains = expected_chrf({"", "a b c", ""}, {1, 1, 1});
  EXPECT_NEAR(gains[0], 200.0 / 3, 1e-9);
}

}  // namespace
}  // namespace dragoman

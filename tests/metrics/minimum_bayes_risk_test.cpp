#include "dragoman/metrics/minimum_bayes_risk.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "dragoman/metrics/chrf.h"

namespace dragoman {
namespace {

double chrf(const std::string& hypothesis, const std::string& reference) {
  return corpus_chrf({hypothesis}, {{reference}}).score;
}

TEST(ExpectedChrf, IsTheMeanOverTheCandidatesAsOftenAsTheyCome) {
  const std::vector<std::string> texts = {"a red house", "a red horse", "nothing", "a red horse"};
  const std::vector<double> gains = expected_chrf(texts);
  EXPECT_NEAR(gains[0], (100 + 2 * chrf(texts[0], texts[1]) + chrf(texts[0], texts[2])) / 4, 1e-9);
  EXPECT_NEAR(gains[1], (chrf(texts[1], texts[0]) + 200 + chrf(texts[1], texts[2])) / 4, 1e-9);
  EXPECT_EQ(gains[1], gains[3]);
}

TEST(ExpectedChrf, WhatMostAgreeOnIsBest) {
  const std::vector<double> gains =
      expected_chrf({"the dog sleeps", "quite another text", "the dog slept", "the dogs sleep"});
  EXPECT_NE(std::max_element(gains.begin(), gains.end()) - gains.begin(), 1);
}

TEST(ExpectedChrf, EmptyTextsAreTexts) {
  const std::vector<double> gains = expected_chrf({"", "a b c", ""});
  EXPECT_NEAR(gains[0], 200.0 / 3, 1e-9);
}

}  // namespace
}  // namespace dragoman

#include "dragoman/metrics/significance.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "dragoman/base/error.h"
#include "dragoman/base/random.h"

namespace dragoman {
namespace {

/// A metric that is the mean of one number a sentence.
SummedMetric mean_of(const std::vector<double>& numbers) {
  SummedMetric metric;
  double sum = 0;
  for (const double number : numbers) {
    metric.sentences.push_back({number, 1.0});
    sum += number;
  }
  metric.score.score = sum / static_cast<double>(numbers.size());
  metric.score_of = [](const std::vector<double>& sums) { return sums[0] / sums[1]; };
  return metric;
}

std::vector<double> random_numbers(size_t count, double mean, uint64_t seed) {
  Random random(seed);
  std::vector<double> numbers(count);
  for (double& number : numbers) number = mean + random.uniform() - 0.5;
  return numbers;
}

const std::vector<std::string> hypotheses = {"a cat sat on the mat", "two dogs run fast today",
                                             "the house is green and big", "we go home now please"};
const References references = {{"the cat sat on the mat"},
                               {"two dogs are running fast today"},
                               {"the house is green and large"},
                               {"we go home now"}};

TEST(SummedMetrics, OfAllSentencesAreTheCorpusScores) {
  for (const SummedMetric& metric :
       {summed_bleu(hypotheses, references), summed_chrf(hypotheses, references),
        summed_ter(hypotheses, references)}) {
    ASSERT_EQ(metric.sentences.size(), hypotheses.size());
    std::vector<double> sum(metric.sentences[0].size(), 0.0);
    for (const auto& sentence : metric.sentences) {
      for (size_t i = 0; i < sum.size(); ++i) sum[i] += sentence[i];
    }
    EXPECT_DOUBLE_EQ(metric.score_of(sum), metric.score.score) << metric.score.name;
    EXPECT_GT(metric.score.score, 0) << metric.score.name;
  }
}

TEST(BootstrapInterval, HasTheWidthThatTheTextbookGives) {
  const size_t count = 400;
  const Interval interval = bootstrap_interval(mean_of(random_numbers(count, 7, 1)));
  // A uniform number has the standard deviation √(1/12).
  const double expected = 1.96 * std::sqrt(1.0 / 12 / static_cast<double>(count));
  EXPECT_NEAR(interval.half_width, expected, 0.15 * expected);
  EXPECT_NEAR(interval.mean, 7, 0.05);
}

TEST(BootstrapInterval, OfEqualSentencesIsAPoint) {
  const Interval interval = bootstrap_interval(mean_of({3, 3, 3}));
  EXPECT_DOUBLE_EQ(interval.mean, 3);
  EXPECT_DOUBLE_EQ(interval.half_width, 0);
}

TEST(BootstrapInterval, LeavesOutAFortiethOfTheScoresOnEachSide) {
  SummedMetric metric = mean_of(random_numbers(50, 7, 1));
  std::vector<double> scores;
  metric.score_of = [&](const std::vector<double>& sums) {
    scores.push_back(sums[0] / sums[1]);
    return scores.back();
  };
  const Interval interval = bootstrap_interval(metric, {.samples = 400});
  ASSERT_EQ(scores.size(), 400u);
  std::sort(scores.begin(), scores.end());
  EXPECT_DOUBLE_EQ(interval.half_width, (scores[389] - scores[10]) / 2);
}

using Test = std::vector<Comparison> (*)(const std::vector<SummedMetric>&,
                                         const ResamplingOptions&);

class SignificanceTests : public testing::TestWithParam<Test> {
 protected:
  static double p(const SummedMetric& baseline, const SummedMetric& system) {
    return GetParam()({baseline, system}, {.samples = 2000})[1].p_value.value();
  }
};

TEST_P(SignificanceTests, GiveASystemAndItselfNoDifference) {
  const SummedMetric system = mean_of(random_numbers(200, 5, 1));
  EXPECT_EQ(p(system, system), 1);
}

TEST_P(SignificanceTests, FindALargeDifferenceAndNotAChanceOne) {
  const SummedMetric baseline = mean_of(random_numbers(300, 5, 1));
  EXPECT_LT(p(baseline, mean_of(random_numbers(300, 5.2, 2))), 0.001);
  EXPECT_GT(p(baseline, mean_of(random_numbers(300, 5.0, 3))), 0.05);
}

TEST_P(SignificanceTests, HaveTheFalseAlarmsTheyPromise) {
  int alarms = 0;
  for (uint64_t trial = 0; trial < 100; ++trial) {
    const auto comparison = GetParam()({mean_of(random_numbers(100, 5, 100 + trial)),
                                        mean_of(random_numbers(100, 5, 1000 + trial))},
                                       {.samples = 200});
    alarms += comparison[1].p_value.value() < 0.1;
  }
  EXPECT_GE(alarms, 3);
  EXPECT_LE(alarms, 20);
}

TEST_P(SignificanceTests, ReproduceWithTheSeedAndGiveTheBaselineNoPValue) {
  const std::vector<SummedMetric> systems = {mean_of(random_numbers(50, 5, 1)),
                                             mean_of(random_numbers(50, 5.05, 2))};
  const auto first = GetParam()(systems, {}), second = GetParam()(systems, {});
  EXPECT_EQ(first[1].p_value, second[1].p_value);
  EXPECT_FALSE(first[0].p_value.has_value());
}

TEST_P(SignificanceTests, RefuseOtherNumbersOfSentences) {
  EXPECT_THROW(GetParam()({mean_of({1, 2}), mean_of({1, 2, 3})}, {}), InputError);
  EXPECT_THROW(GetParam()({mean_of({1, 2})}, {}), InputError);
}

INSTANTIATE_TEST_SUITE_P(Kinds, SignificanceTests,
                         testing::Values(&paired_bootstrap, &paired_randomisation),
                         [](const auto& test) {
                           return test.param == Test(&paired_bootstrap) ? "bootstrap"
                                                                        : "randomisation";
                         });

}  // namespace
}  // namespace dragoman

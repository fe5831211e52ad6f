#include "dragoman/kernels/word_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace dragoman {
namespace {

template <typename Real>
class WordScoreFunctions : public testing::Test {};
using RealTypes = testing::Types<float, double>;
TYPED_TEST_SUITE(WordScoreFunctions, RealTypes);

/// Scores with many equal ones among them.
template <typename Real>
std::vector<Real> some_scores(int64_t count) {
  std::mt19937 random(static_cast<uint32_t>(count));
  std::uniform_int_distribution<int> values(-40, 40);
  std::vector<Real> scores(static_cast<size_t>(count));
  for (Real& score : scores) score = Real(values(random)) / 4;
  return scores;
}

TYPED_TEST(WordScoreFunctions, LogSumExpIsThatOfTheExactSum) {
  for (const int64_t count : {1, 2, 7, 16, 33, 100, 1001}) {
    const auto scores = some_scores<TypeParam>(count);
    long double sum = 0;
    for (const TypeParam score : scores) sum += std::exp(static_cast<long double>(score));
    const double tolerance = sizeof(TypeParam) == 4 ? 2e-6 : 2e-15;
    EXPECT_NEAR(log_sum_exp(scores.data(), count), static_cast<double>(std::log(sum)),
                tolerance * 20);
  }
}

TYPED_TEST(WordScoreFunctions, LogSumExpOfLargeScoresIsFinite) {
  const std::vector<TypeParam> scores = {TypeParam(10000), TypeParam(9999), TypeParam(-10000)};
  EXPECT_NEAR(log_sum_exp(scores.data(), 3), 10000 + std::log1p(std::exp(-1.0)), 1e-3);
}

TYPED_TEST(WordScoreFunctions, TheLargestComeInOrderAndAmongEqualsTheFirst) {
  for (const int64_t count : {1, 5, 8, 17, 64, 1000}) {
    const auto scores = some_scores<TypeParam>(count);
    std::vector<int64_t> order(scores.size());
    std::iota(order.begin(), order.end(), int64_t{0});
    std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) {
      return scores[static_cast<size_t>(a)] > scores[static_cast<size_t>(b)];
    });
    for (const int64_t wanted : {1, 2, 10, 2000}) {
      std::vector<int64_t> found(static_cast<size_t>(wanted));
      const int64_t written = largest_scores(scores.data(), count, wanted, found.data());
      ASSERT_EQ(written, std::min(wanted, count));
      found.resize(static_cast<size_t>(written));
      EXPECT_EQ(found, std::vector<int64_t>(order.begin(), order.begin() + written));
    }
  }
}

TYPED_TEST(WordScoreFunctions, TheImpossibleIsNeverAmongTheLargest) {
  std::vector<TypeParam> scores(20, -std::numeric_limits<TypeParam>::infinity());
  scores[3] = 1;
  scores[17] = 2;
  std::vector<int64_t> found(5);
  ASSERT_EQ(largest_scores(scores.data(), 20, 5, found.data()), 2);
  EXPECT_EQ(found[0], 17);
  EXPECT_EQ(found[1], 3);
}

}  // namespace
}  // namespace dragoman

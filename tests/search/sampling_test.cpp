#include "dragoman/search/sampling.h"

#include <cmath>

#include <gtest/gtest.h>

#include "dragoman/base/random.h"

namespace dragoman {
namespace {

std::vector<NextWord> words_of(const std::vector<double>& probabilities) {
  std::vector<NextWord> words;
  for (const double probability : probabilities) {
    words.push_back({static_cast<int64_t>(words.size()), std::log(probability)});
  }
  return words;
}

TEST(Draw, FollowsTheCumulatedProbabilities) {
  const auto words = words_of({0.2, 0.5, 0.3});
  EXPECT_EQ(draw(words, {}, 0.0), 0u);
  EXPECT_EQ(draw(words, {}, 0.19), 0u);
  EXPECT_EQ(draw(words, {}, 0.21), 1u);
  EXPECT_EQ(draw(words, {}, 0.69), 1u);
  EXPECT_EQ(draw(words, {}, 0.71), 2u);
  EXPECT_EQ(draw(words, {}, 0.999999), 2u);
}

TEST(Draw, TopKLeavesTheKMostProbable) {
  const auto words = words_of({0.1, 0.2, 0.3, 0.4});
  const Sampling sampling{.top_k = 2};
  EXPECT_EQ(draw(words, sampling, 0.56), 3u);  // 4/7
  EXPECT_EQ(draw(words, sampling, 0.58), 2u);
  EXPECT_EQ(draw(words, sampling, 0.99), 2u);
}

TEST(Draw, TopPLeavesTheFewestThatReachIt) {
  const auto words = words_of({0.1, 0.2, 0.3, 0.4});
  EXPECT_EQ(draw(words, {.top_p = 0.6}, 0.99), 2u);   // 0.4 + 0.3
  EXPECT_EQ(draw(words, {.top_p = 0.39}, 0.99), 3u);  // 0.4 alone
  EXPECT_EQ(draw(words, {.top_p = 0.75}, 0.99), 1u);
}

TEST(Draw, LowTemperaturesAreNearTheBestWord) {
  const auto words = words_of({0.3, 0.4, 0.3});
  EXPECT_EQ(draw(words, {.temperature = 0.01}, 0.001), 1u);
  EXPECT_EQ(draw(words, {.temperature = 0.01}, 0.999), 1u);
}

/// χ² of 20,000 draws against what each setting promises; 99.9 % of right samplers stay below.
TEST(Draw, FrequenciesAreTheDistributions) {
  const std::vector<double> probabilities = {0.05, 0.35, 0.15, 0.25, 0.2};
  const auto words = words_of(probabilities);
  constexpr double draws = 20000, limit_of_four = 18.47;
  for (const Sampling& sampling :
       {Sampling{}, Sampling{.temperature = 2}, Sampling{.temperature = 0.5, .top_k = 3},
        Sampling{.top_p = 0.7}}) {
    std::vector<double> expected(words.size());
    double total = 0;
    for (size_t word = 0; word < words.size(); ++word) {
      const bool kept = (sampling.top_k == 0 || probabilities[word] >= 0.2) &&
                        (sampling.top_p == 1 || probabilities[word] >= 0.2);
      expected[word] = kept ? std::pow(probabilities[word], 1 / sampling.temperature) : 0;
      total += expected[word];
    }
    std::vector<double> counts(words.size());
    Random random(7);
    for (int i = 0; i < static_cast<int>(draws); ++i) {
      counts[draw(words, sampling, random.uniform())] += 1;
    }
    double chi_square = 0;
    for (size_t word = 0; word < words.size(); ++word) {
      const double mean = draws * expected[word] / total;
      if (mean == 0) {
        EXPECT_EQ(counts[word], 0);
      } else {
        chi_square += (counts[word] - mean) * (counts[word] - mean) / mean;
      }
    }
    EXPECT_LT(chi_square, limit_of_four);
  }
}

}  // namespace
}  // namespace dragoman

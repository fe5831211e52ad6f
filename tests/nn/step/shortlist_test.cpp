#include "dragoman/nn/shortlist.h"

#include <cmath>

#include <gtest/gtest.h>

#include "dragoman/nn/model.h"
#include "nn/small_model.h"
#include "nn/some_lexicon.h"

namespace dragoman {
namespace {

// Four source pieces and, last, the pieces of every sentence.
const Shortlist lists({{5, 9}, {}, {7, 5}, {8}, {3, 10}});

TEST(Shortlist, GivesTheUnionOfItsPiecesAndOfThoseOfEverySentence) {
  EXPECT_EQ(lists.source_size(), 4);
  EXPECT_EQ(lists.words_for({}), (std::vector<int64_t>{3, 10}));
  EXPECT_EQ(lists.words_for({2, 0, 0}), (std::vector<int64_t>{3, 5, 7, 9, 10}));
  EXPECT_EQ(lists.words_for({1}), (std::vector<int64_t>{3, 10}));
}

TEST(Shortlist, IsTheSameFromItsTwoLists) {
  EXPECT_EQ(Shortlist(lists.begins(), lists.words()), lists);
}

TEST(Shortlist, KnowsWhetherItFits) {
  EXPECT_TRUE(lists.fits(4, 11));
  EXPECT_FALSE(lists.fits(5, 11));
  EXPECT_FALSE(lists.fits(4, 10));
  EXPECT_FALSE(Shortlist({0, 2, 1, 1, 1, 3}, {1, 2, 3}).fits(4, 11));
  EXPECT_FALSE(Shortlist({0, 1, 1, 1, 1, 2}, {1, 2, 3}).fits(4, 11));
}

constexpr int64_t vocabulary = 11;

std::vector<std::vector<double>> scores_of(const Stepper& stepper) {
  const auto decoding = stepper.begin();
  decoding->admit({0, 1}, {{2, 0, 3}, {1, 3}});
  constexpr int64_t start = DecodingRow::start_of_sentence;
  std::vector<std::vector<double>> rows;
  for (const std::vector<DecodingRow>& step :
       {std::vector<DecodingRow>{{0, start, 2}, {1, start, 2}},
        std::vector<DecodingRow>{{1, 1, 10}, {0, 0, 5}, {0, 0, 7}}}) {
    decoding->advance(step, [&](int64_t, WordScores& scores) {
      std::vector<double>& row = rows.emplace_back();
      for (int64_t word = 0; word < vocabulary; ++word) row.push_back(scores.log_probability(word));
    });
  }
  return rows;
}

/// Scores of the whole vocabulary as they are when only `words` may come.
std::vector<double> restricted(const std::vector<double>& scores,
                               const std::vector<int64_t>& words) {
  double sum = 0;
  for (const int64_t word : words) sum += std::exp(scores[size_t(word)]);
  std::vector<double> result(scores.size(), -INFINITY);
  for (const int64_t word : words) result[size_t(word)] = scores[size_t(word)] - std::log(sum);
  return result;
}

/// How much of the probability the lists leave to each word, with and without a lexical prior.
class ShortlistedModel : public testing::TestWithParam<int64_t> {};

TEST_P(ShortlistedModel, DividesTheProbabilityAmongASentencesWords) {
  ModelConfig config = small_config(DecoderKind::conditional, CellKind::gru);
  config.lexical_prior.pieces = GetParam();
  const auto model = make_model(config, {4, vocabulary}, 3);
  if (GetParam() > 0) model->set_lexicon(some_lexicon({4, vocabulary}, GetParam()));
  model->eval();
  const auto all = scores_of(*model->stepper());
  for (const auto& [precision, kernels, tolerance] :
       std::vector<std::tuple<SearchPrecision, Kernels, double>>{
           {SearchPrecision::fp32, Kernels::fast, 1e-5},
           {SearchPrecision::fp32, Kernels::reference, 1e-5},
           {SearchPrecision::bf16, Kernels::fast, 0.05},
           {SearchPrecision::int8, Kernels::fast, 0.05}}) {
    const auto some = scores_of(*model->stepper({precision, kernels, lists}));
    ASSERT_EQ(some.size(), all.size());
    for (size_t row = 0; row < all.size(); ++row) {
      const bool first = row == 0 || row > 2;
      const auto expected = restricted(
          all[row],
          lists.words_for(first ? std::vector<int64_t>{2, 0, 3} : std::vector<int64_t>{1, 3}));
      for (size_t word = 0; word < expected.size(); ++word) {
        if (std::isinf(expected[word])) {
          EXPECT_EQ(some[row][word], -INFINITY) << row << " " << word;
        } else {
          EXPECT_NEAR(some[row][word], expected[word], tolerance) << row << " " << word;
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(PiecesOfThePrior, ShortlistedModel, testing::Values(0, 3));

TEST(Shortlist, GivesItsBestWordsByTheirNames) {
  const auto model =
      make_model(small_config(DecoderKind::luong, CellKind::gru), {4, vocabulary}, 3);
  const auto decoding = model->stepper({SearchPrecision::fp32, Kernels::fast, lists})->begin();
  decoding->admit({0}, {{2, 0}});
  decoding->advance({{0, DecodingRow::start_of_sentence, 2}}, [](int64_t, WordScores& scores) {
    std::vector<ScoredWord> best;
    scores.best(20, {1, 3, 9}, best);
    ASSERT_EQ(best.size(), 3u);
    std::vector<int64_t> words;
    for (const ScoredWord& scored : best) {
      words.push_back(scored.word);
      EXPECT_EQ(scored.log_probability, scores.log_probability(scored.word));
    }
    EXPECT_TRUE(std::is_sorted(best.begin(), best.end(), [](const auto& a, const auto& b) {
      return a.log_probability > b.log_probability;
    }));
    std::sort(words.begin(), words.end());
    EXPECT_EQ(words, (std::vector<int64_t>{5, 7, 10}));
  });
}

}  // namespace
}  // namespace dragoman

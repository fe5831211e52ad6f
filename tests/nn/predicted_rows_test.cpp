#include "nn/predicted_rows.h"

#include <limits>

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace dragoman {
namespace {

constexpr int64_t rows = 3, words = 40, positions = 5, heads = 2;

/// Of one row more than is meant; the first words of a row are impossible.
Prediction some_prediction() {
  torch::manual_seed(1);
  Tensor scores = (torch::randn({rows + 1, words}) * 2).round();
  scores.narrow(1, 0, 4).fill_(-std::numeric_limits<float>::infinity());
  Prediction prediction;
  prediction.log_probabilities = scores;
  prediction.weights = torch::rand({rows + 1, positions});
  prediction.heads = torch::rand({rows + 1, heads, positions});
  return prediction;
}

std::vector<double> numbers_of(const Tensor& tensor) {
  const Tensor numbers = tensor.to(torch::kDouble).contiguous();
  return {numbers.data_ptr<double>(), numbers.data_ptr<double>() + numbers.numel()};
}

/// Of so many words of which the best come along.
class PredictedRowsShown : public testing::TestWithParam<int64_t> {
 protected:
  PredictedRowsShown() : predicted(prediction, rows, GetParam()) {
    PredictedRows::arrive({&predicted});
  }

  Prediction prediction = some_prediction();
  PredictedRows predicted;
  int64_t asked = 0;
};

TEST_P(PredictedRowsShown, HaveTheBestWordsOfAll) {
  for (int64_t row = 0; row < rows; ++row) {
    std::vector<double> numbers = numbers_of(prediction.log_probabilities[row]);
    RowScores<double> all(numbers.data(), words, nullptr, 0);
    for (const int64_t wanted : {1, 5, 17, 100}) {
      for (const std::vector<int64_t>& forbidden :
           {std::vector<int64_t>{}, {3, 7, 9}, {4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}}) {
        std::vector<ScoredWord> expected, found;
        all.best(wanted, forbidden, expected);
        PredictedScores(predicted, row, asked).best(wanted, forbidden, found);
        ASSERT_EQ(found.size(), expected.size());
        for (size_t i = 0; i < found.size(); ++i) {
          EXPECT_EQ(found[i].word, expected[i].word);
          EXPECT_EQ(found[i].log_probability, expected[i].log_probability);
        }
      }
    }
  }
}

TEST_P(PredictedRowsShown, HaveTheLogProbabilityOfEachWord) {
  for (int64_t row = 0; row < rows; ++row) {
    const PredictedScores scores(predicted, row, asked);
    const std::vector<double> expected = numbers_of(prediction.log_probabilities[row]);
    for (int64_t word = 0; word < words; ++word) {
      EXPECT_EQ(scores.log_probability(word), expected[static_cast<size_t>(word)]);
    }
    EXPECT_EQ(scores.all().size(), words - 4);
  }
}

TEST_P(PredictedRowsShown, HaveTheAttention) {
  for (int64_t row = 0; row < rows; ++row) {
    EXPECT_EQ(predicted.weights(row, 4), numbers_of(prediction.weights[row].narrow(0, 0, 4)));
    const auto of_heads = predicted.heads(row, positions);
    ASSERT_EQ(of_heads.size(), heads);
    for (int64_t head = 0; head < heads; ++head) {
      EXPECT_EQ(of_heads[static_cast<size_t>(head)], numbers_of(prediction.heads[row][head]));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Words, PredictedRowsShown,
                         testing::Values(1, 16, words, PredictedRows::all_words));

TEST(PredictedRows, OfSeveralPredictionsArriveTogether) {
  const Prediction prediction = some_prediction();
  PredictedRows some(prediction, rows, 4), all(prediction, 1, PredictedRows::all_words);
  PredictedRows alone(prediction, rows, 4);
  PredictedRows::arrive({&some, &all});
  PredictedRows::arrive({&alone});
  for (int64_t row = 0; row < rows; ++row) {
    EXPECT_EQ(some.weights(row, positions), alone.weights(row, positions));
    EXPECT_EQ(some.best(row, 3).word, alone.best(row, 3).word);
  }
  EXPECT_EQ(all.all(0), numbers_of(prediction.log_probabilities[0]));
  EXPECT_EQ(all.heads(0, positions), alone.heads(0, positions));
}

TEST(PredictedScores, SayHowManyWordsWereAskedFor) {
  PredictedRows predicted(some_prediction(), rows, 4);
  PredictedRows::arrive({&predicted});
  int64_t asked = 4;
  PredictedScores scores(predicted, 0, asked);
  const int64_t best = predicted.best(0, 0).word;
  std::vector<ScoredWord> found;
  scores.best(3, {best}, found);
  EXPECT_EQ(asked, 4) << "the four best have three others";
  scores.best(4, {best}, found);
  EXPECT_EQ(asked, 5);
  scores.log_probability(best);
  EXPECT_EQ(asked, 5);
  scores.all();
  EXPECT_EQ(asked, PredictedRows::all_words);
}

}  // namespace
}  // namespace dragoman

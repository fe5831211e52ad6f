#include "dragoman/nn/ensemble.h"

#include <cmath>

#include <gtest/gtest.h>

#include "dragoman/nn/model.h"
#include "nn/small_model.h"

namespace dragoman {
namespace {

std::shared_ptr<const Stepper> member(DecoderKind decoder, CellKind cell,
                                      const std::string& attention, uint64_t seed) {
  const ModelConfig config = small_config(decoder, cell, attention);
  auto model = make_model(config, {11, 11}, seed);
  model->eval();
  return model->stepper();
}

struct Numbers {
  std::vector<std::vector<double>> log_probabilities, weights;
};

Numbers decode(const Stepper& stepper) {
  constexpr int64_t start = DecodingRow::start_of_sentence;
  const std::vector<std::vector<DecodingRow>> steps = {
      {{0, start, 2}, {1, start, 2}}, {{0, 0, 5}, {0, 0, 7}, {1, 1, 4}}, {{1, 2, 6}, {0, 1, 9}}};
  const auto decoding = stepper.begin();
  decoding->admit({0, 1}, {{4, 5, 6, 3}, {7, 3}});
  Numbers numbers;
  for (const auto& rows : steps) {
    decoding->advance(rows, [&](int64_t, WordScores& scores) {
      std::vector<double>& row = numbers.log_probabilities.emplace_back();
      for (int64_t word = 0; word < 11; ++word) row.push_back(scores.log_probability(word));
    });
    for (size_t row = 0; row < rows.size(); ++row) {
      numbers.weights.push_back(decoding->weights(static_cast<int64_t>(row)));
    }
  }
  return numbers;
}

TEST(Ensemble, ProbabilitiesAndAttentionAreTheMeansOfModelsOfAnyKind) {
  const auto first = member(DecoderKind::luong, CellKind::lstm, "general", 3);
  const auto second = member(DecoderKind::conditional, CellKind::gru, "additive", 4);
  const Numbers a = decode(*first), b = decode(*second);
  const Numbers both = decode(*make_ensemble({first, second}));
  ASSERT_EQ(both.log_probabilities.size(), a.log_probabilities.size());
  for (size_t row = 0; row < a.log_probabilities.size(); ++row) {
    for (size_t word = 0; word < a.log_probabilities[row].size(); ++word) {
      EXPECT_NEAR(
          std::exp(both.log_probabilities[row][word]),
          (std::exp(a.log_probabilities[row][word]) + std::exp(b.log_probabilities[row][word])) / 2,
          1e-6);
    }
    for (size_t position = 0; position < a.weights[row].size(); ++position) {
      EXPECT_NEAR(both.weights[row][position],
                  (a.weights[row][position] + b.weights[row][position]) / 2, 1e-6);
    }
  }
}

TEST(Ensemble, OneModelIsItself) {
  const auto model = member(DecoderKind::luong, CellKind::gru, "dot", 5);
  EXPECT_EQ(make_ensemble({model}), model);
}

}  // namespace
}  // namespace dragoman

#include "nn/attention/local.h"

#include "nn/attention/attention_by_loops.h"
#include "nn/refusal.h"

namespace dragoman {
namespace {

AttentionShape shape_with(int64_t window) {
  return {.query = 1, .memory = 1, .hidden = 1, .window = window, .local_score = LocalScore::dot};
}

Tensor numbers(const std::vector<double>& values) {
  return torch::tensor(values, torch::kDouble);
}

/// Weights of `steps` steps with the query 0, whose dot products are all 0.
std::vector<Tensor> weights_of(Attention& attention, int64_t source, int steps) {
  attention.to(torch::kDouble);
  const AttentionMemory memory =
      attention.remember(torch::ones({1, source, 1}, torch::kDouble),
                         torch::ones({1, source}, torch::kBool), reference_arithmetic);
  std::vector<Tensor> weights;
  Tensor carry;
  for (int t = 0; t < steps; ++t) {
    const AttentionStep step =
        attention.attend(torch::zeros({1, 1}, torch::kDouble), memory, carry);
    weights.push_back(step.weights[0]);
    carry = step.carry;
  }
  return weights;
}

TEST(LocalMonotonicAttention, MovesItsWindowByOneAStepAndStopsAtTheLastToken) {
  LocalMonotonicAttention attention(shape_with(1));
  const auto weights = weights_of(attention, 3, 5);
  const double third = 1.0 / 3;
  EXPECT_TRUE(close(weights[0], numbers({0.5, 0.5, 0})));
  EXPECT_TRUE(close(weights[1], numbers({third, third, third})));
  EXPECT_TRUE(close(weights[2], numbers({0, 0.5, 0.5})));
  EXPECT_TRUE(close(weights[4], numbers({0, 0.5, 0.5})));
}

TEST(LocalMonotonicAttention, ScoresWithinItsWindow) {
  LocalMonotonicAttention attention(shape_with(1));
  // Of the products log 3, 0 and 9 the last stands outside.
  expect_numbers(attention, {1.0}, {{std::log(3.0)}, {0.0}, {9.0}}, {0.75, 0.25, 0.0},
                 {0.75 * std::log(3.0)});
}

TEST(LocalPredictiveAttention, IsAGaussianAroundThePredictedPosition) {
  LocalPredictiveAttention attention(shape_with(2));
  set_parameter(attention, "position_weight", {1.0});
  // The query 0 predicts the middle, S · sigmoid(0) = 2; σ = 1.
  const auto weights = weights_of(attention, 4, 1);
  const double one = std::exp(-0.5), two = std::exp(-2.0), sum = two + one + 1 + one;
  EXPECT_TRUE(close(weights[0], numbers({two / sum, one / sum, 1 / sum, one / sum})));
}

TEST(LocalPredictiveAttention, TheQueryMovesThePosition) {
  LocalPredictiveAttention attention(shape_with(1));
  set_parameter(attention, "position_weight", {1.0});
  set_parameter(attention, "position_v", {100.0});
  // sigmoid(±100 tanh 1) is 0 or 1: only the first token, or the last of the four, is near.
  expect_numbers(attention, {-1.0}, {{0.0}, {0.0}, {0.0}, {0.0}},
                 {1 / (1 + std::exp(-2.0)), std::exp(-2.0) / (1 + std::exp(-2.0)), 0, 0}, {0.0});
  expect_numbers(attention, {1.0}, {{0.0}, {0.0}, {0.0}, {7.0}}, {0, 0, 0, 1}, {7.0});
}

TEST(LocalAttention, OfDotScoresNamesTheKeysOfDifferentWidths) {
  AttentionShape shape = shape_with(1);
  shape.memory = 4;
  const std::string expected =
      "model.attention.local_score = \"dot\": got model.encoder.width = 4 and model.decoder.width "
      "= "
      "1, expected equal widths, as the score is a dot product of decoder state and memory";
  EXPECT_EQ(message_of([&] { LocalMonotonicAttention{shape}; }), expected);
  EXPECT_EQ(message_of([&] { LocalPredictiveAttention{shape}; }), expected);
}

class LocalScores : public testing::TestWithParam<LocalScore> {};

TEST_P(LocalScores, AWindowOverAllOfTheSourceIsTheGlobalKind) {
  AttentionShape shape{.query = 4, .memory = 4, .hidden = 3, .window = 100};
  shape.local_score = GetParam();
  LocalMonotonicAttention local(shape);
  randomise(local, 41);
  const auto score = std::dynamic_pointer_cast<ScoredAttention>(local.children().at(0));
  const Tensor encoded = random_tensor({3, 5, 4}, 42), query = random_tensor({3, 4}, 43);
  const AttentionMemory memory =
      local.remember(encoded, mask_of({3, 5, 1}, 5), reference_arithmetic);
  const AttentionStep got = local.attend(query, memory, {});
  const AttentionStep expected = score->attend(query, memory, {});
  EXPECT_TRUE(close(got.weights, expected.weights));
  EXPECT_TRUE(close(got.context, expected.context));
}

INSTANTIATE_TEST_SUITE_P(Scores, LocalScores,
                         testing::Values(LocalScore::dot, LocalScore::general, LocalScore::concat));

}  // namespace
}  // namespace dragoman

#include "nn/step/words.h"

#include <gtest/gtest.h>
#include <torch/types.h>

#include "nn/step_weights.h"

namespace dragoman {
namespace {

using torch::Tensor;

constexpr int64_t words = 7, width = 5, inputs_width = 6, readouts_width = 4;

const std::vector<int64_t> rows = {6, 0, 6, 2};

/// The embedding, its use and the use's bias.
struct Numbers {
  Tensor embedding = torch::randn({words, width});
  Tensor use = torch::randn({inputs_width + readouts_width, width});
  Tensor bias = torch::randn(inputs_width + readouts_width);
};

/// What a step makes of four words: inputs [4, 6], then readouts [4, 4].
std::vector<float> parts(const StepWords<float>& step) {
  std::vector<float> out(4 * (inputs_width + readouts_width));
  Workspace<float> workspace;
  step.look_up(4, rows.data(), inputs_width, out.data(), out.data() + 4 * inputs_width, workspace);
  return out;
}

void expect_near(std::vector<float> found, const Numbers& numbers, double tolerance) {
  const Tensor expected = torch::linear(numbers.embedding.index_select(0, torch::tensor(rows)),
                                        numbers.use, numbers.bias);
  const Tensor inputs = torch::from_blob(found.data(), {4, inputs_width});
  const Tensor readouts = torch::from_blob(found.data() + 4 * inputs_width, {4, readouts_width});
  EXPECT_TRUE(torch::allclose(torch::cat({inputs, readouts}, 1), expected, tolerance, tolerance))
      << inputs << readouts << expected;
}

class StepWordsOf : public testing::TestWithParam<SearchPrecision> {
 protected:
  StepWordsOf() { torch::manual_seed(3); }

  double tolerance() const { return GetParam() == SearchPrecision::fp32 ? 1e-5 : 0.1; }
};

TEST_P(StepWordsOf, AreNearTheDefinitionFromATableAndFromAProduct) {
  const Numbers numbers;
  const StepWeights<float> weights(GetParam());
  expect_near(parts(weights.words(numbers.embedding, numbers.use, numbers.bias)), numbers,
              tolerance());
  expect_near(parts({weights.table(numbers.embedding), weights.product(numbers.use, numbers.bias)}),
              numbers, tolerance());
}

INSTANTIATE_TEST_SUITE_P(Precisions, StepWordsOf,
                         testing::Values(SearchPrecision::fp32, SearchPrecision::bf16,
                                         SearchPrecision::int8));

TEST(StepWords, ATableGivesTheBitsOfTheProduct) {
  const Numbers numbers;
  const StepWeights<float> weights(SearchPrecision::fp32);
  EXPECT_EQ(parts(weights.words(numbers.embedding, numbers.use, numbers.bias)),
            parts({weights.table(numbers.embedding), weights.product(numbers.use, numbers.bias)}));
}

}  // namespace
}  // namespace dragoman

#include "nn/attention/coverage.h"

#include "nn/attention/attention_by_loops.h"

namespace dragoman {
namespace {

TEST(CoverageAttention, HandWorkedNumbers) {
  CoverageAttention attention({1, 1, 1});
  set_parameter(attention, "query_weight", {0.0});
  set_parameter(attention, "key_weight", {0.0});
  set_parameter(attention, "coverage_weight", {2.0});
  set_parameter(attention, "v", {-std::log(3.0) / std::tanh(1.0)});
  const AttentionMemory memory = attention.remember(torch::ones({1, 2, 1}, torch::kDouble),
                                                    torch::ones({1, 2}, torch::kBool), {});
  const Tensor query = torch::zeros({1, 1}, torch::kDouble);
  // The first position got 0.5 so far, the second nothing: scores −log 3 and 0.
  const AttentionStep step =
      attention.attend(query, memory, torch::tensor({{0.5, 0.0}}, torch::kDouble));
  EXPECT_TRUE(close(step.weights, torch::tensor({{0.25, 0.75}}, torch::kDouble)));
  EXPECT_TRUE(close(step.carry, torch::tensor({{0.75, 0.75}}, torch::kDouble)));
}

TEST(CoverageAttention, BeginsAsAdditiveAttention) {
  const AttentionShape shape{2, 3, 4};
  CoverageAttention attention(shape);
  AdditiveAttention additive(shape);
  randomise(attention, 1);
  additive.to(torch::kDouble);
  {
    const torch::NoGradGuard no_grad;
    for (auto& parameter : additive.named_parameters()) {
      parameter.value().copy_(attention.named_parameters()[parameter.key()]);
    }
  }
  const Tensor encoded = random_tensor({3, 5, 3}, 2), query = random_tensor({3, 2}, 3);
  const Tensor mask = mask_of({3, 5, 1}, 5);
  const AttentionStep got =
      attention.attend(query, attention.remember(encoded, mask, reference_arithmetic), {});
  const AttentionStep expected =
      additive.attend(query, additive.remember(encoded, mask, reference_arithmetic), {});
  EXPECT_TRUE(same(got.context, expected.context));
  EXPECT_TRUE(same(got.weights, expected.weights));
}

}  // namespace
}  // namespace dragoman

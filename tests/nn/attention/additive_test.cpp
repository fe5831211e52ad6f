#include "nn/attention/additive.h"

#include "nn/attention/attention_by_loops.h"

namespace dragoman {
namespace {

TEST(AdditiveAttention, HandWorkedNumbers) {
  AdditiveAttention attention({1, 1, 1});
  set_parameter(attention, "query_weight", {2.0});
  set_parameter(attention, "key_weight", {4.0});
  set_parameter(attention, "bias", {0.25});
  set_parameter(attention, "v", {std::log(3.0) / std::tanh(1.0)});
  // Within the tanh stand 0.75 − 1 + 0.25 and 0.75 + 0 + 0.25: scores 0 and log 3.
  expect_numbers(attention, {0.375}, {{-0.25}, {0.0}}, {0.25, 0.75}, {-0.0625});
}

TEST(AdditiveAttention, EqualsTheFormulaInPlainLoops) {
  const AttentionShape shape{2, 3, 4};
  AdditiveAttention attention(shape);
  expect_formula(
      attention, shape, [](const Numbers& numbers, const Vector& query, const Vector& key) {
        double score = 0;
        for (size_t a = 0; a < numbers["v"].at(0).size(); ++a) {
          score += numbers["v"].at(0)[a] *
                   std::tanh(product(numbers["query_weight"].at(a), query) +
                             product(numbers["key_weight"].at(a), key) + numbers["bias"].at(0)[a]);
        }
        return score;
      });
}

}  // namespace
}  // namespace dragoman

#include "nn/attention/concat.h"

#include "nn/attention/attention_by_loops.h"

namespace dragoman {
namespace {

TEST(ConcatAttention, HandWorkedNumbers) {
  ConcatAttention attention({1, 1, 1});
  set_parameter(attention, "query_weight", {1.0});
  set_parameter(attention, "key_weight", {2.0});
  set_parameter(attention, "v", {std::log(3.0) / std::tanh(1.0)});
  // Within the tanh stand 0.5 − 0.5 and 0.5 + 0.5: scores 0 and log 3.
  expect_numbers(attention, {0.5}, {{-0.25}, {0.25}}, {0.25, 0.75}, {0.125});
}

TEST(ConcatAttention, EqualsTheFormulaInPlainLoops) {
  const AttentionShape shape{2, 3, 4};
  ConcatAttention attention(shape);
  // W [h; k] with W = [query_weight, key_weight], as the paper writes it.
  expect_formula(attention, shape,
                 [](const Numbers& numbers, const Vector& query, const Vector& key) {
                   Vector both = query;
                   both.insert(both.end(), key.begin(), key.end());
                   double score = 0;
                   for (size_t a = 0; a < numbers["v"].at(0).size(); ++a) {
                     Vector row = numbers["query_weight"].at(a);
                     const Vector& right = numbers["key_weight"].at(a);
                     row.insert(row.end(), right.begin(), right.end());
                     score += numbers["v"].at(0)[a] * std::tanh(product(row, both));
                   }
                   return score;
                 });
}

TEST(ConcatAttention, HasNoBias) {
  EXPECT_FALSE(ConcatAttention({2, 3, 4}).named_parameters().contains("bias"));
}

}  // namespace
}  // namespace dragoman

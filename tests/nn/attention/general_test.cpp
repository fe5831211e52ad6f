#include "nn/attention/general.h"

#include "nn/attention/attention_by_loops.h"

namespace dragoman {
namespace {

TEST(GeneralAttention, HandWorkedNumbers) {
  GeneralAttention attention({2, 2, 1});
  set_parameter(attention, "weight", {1.0, 2.0, 3.0, 4.0});
  const double log3 = std::log(3.0);
  // hᵀW = (1, −1) [1 2; 3 4] = (−2, −2): scores 0 and log 3. (W h would be (−1, −1).)
  expect_numbers(attention, {1.0, -1.0}, {{4.0, -4.0}, {-log3 / 2, 0.0}}, {0.25, 0.75},
                 {1.0 - 0.375 * log3, -1.0});
}

TEST(GeneralAttention, EqualsTheFormulaInPlainLoops) {
  const AttentionShape shape{2, 3, 1};
  GeneralAttention attention(shape);
  expect_formula(attention, shape,
                 [](const Numbers& numbers, const Vector& query, const Vector& key) {
                   double score = 0;
                   for (size_t i = 0; i < query.size(); ++i) {
                     score += query[i] * product(numbers["weight"].at(i), key);
                   }
                   return score;
                 });
}

}  // namespace
}  // namespace dragoman

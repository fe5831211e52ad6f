#include "nn/attention/dot.h"

#include "nn/attention/attention_by_loops.h"

namespace dragoman {
namespace {

TEST(DotAttention, HandWorkedNumbers) {
  DotAttention attention({2, 2, 1});
  const double log3 = std::log(3.0);
  // Scores 0 and log 3, so the weights are 1/4 and 3/4.
  expect_numbers(attention, {1.0, 0.0}, {{0.0, 4.0}, {log3, 8.0}}, {0.25, 0.75},
                 {0.75 * log3, 7.0});
}

TEST(DotAttention, EqualsTheFormulaInPlainLoops) {
  DotAttention attention({3, 3, 1});
  expect_formula(attention, {3, 3, 1}, [](const Numbers&, const Vector& query, const Vector& key) {
    return product(query, key);
  });
}

TEST(DotAttention, DifferentWidthsThrow) {
  EXPECT_THROW(DotAttention({3, 4, 1}), c10::Error);
}

}  // namespace
}  // namespace dragoman

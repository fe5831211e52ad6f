#include "nn/attention/none.h"

#include "nn/attention/attention_by_loops.h"

namespace dragoman {
namespace {

TEST(FixedVectorAttention, HandWorkedNumbers) {
  FixedVectorAttention attention({1, 2, 1});
  expect_numbers(attention, {5.0}, {{1.0, 2.0}, {3.0, 0.0}, {2.0, 1.0}, {6.0, 9.0}},
                 {0.25, 0.25, 0.25, 0.25}, {3.0, 3.0});
}

TEST(FixedVectorAttention, EqualsTheMeanInPlainLoops) {
  FixedVectorAttention attention({2, 3, 1});
  expect_formula(attention, {2, 3, 1},
                 [](const Numbers&, const Vector&, const Vector&) { return 0.0; });
}

TEST(FixedVectorAttention, HasNoParameters) {
  EXPECT_TRUE(FixedVectorAttention({2, 3, 1}).parameters().empty());
}

}  // namespace
}  // namespace dragoman

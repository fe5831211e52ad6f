#include "nn/attention/scaled_dot.h"

#include "nn/attention/attention_by_loops.h"
#include "nn/refusal.h"

namespace dragoman {
namespace {

TEST(ScaledDotAttention, HandWorkedNumbers) {
  ScaledDotAttention attention({4, 4, 1});
  const double log3 = std::log(3.0);
  // M = 4, so the products 0 and 2 log 3 are halved.
  expect_numbers(attention, {2.0, 0.0, 0.0, 0.0}, {{0.0, 0.0, 0.0, 4.0}, {log3, 0.0, 0.0, 8.0}},
                 {0.25, 0.75}, {0.75 * log3, 0.0, 0.0, 7.0});
}

TEST(ScaledDotAttention, EqualsTheFormulaInPlainLoops) {
  ScaledDotAttention attention({3, 3, 1});
  expect_formula(attention, {3, 3, 1}, [](const Numbers&, const Vector& query, const Vector& key) {
    return product(query, key) / std::sqrt(3.0);
  });
}

TEST(ScaledDotAttention, DifferentWidthsAreTheUsersErrorAndNameTheirKeys) {
  EXPECT_EQ(message_of([] {
              ScaledDotAttention({3, 4, 1});
            }),
            "model.attention.kind = \"scaled_dot\": got model.encoder.width = 4 and "
            "model.decoder.width = 3, expected equal widths, as the score is a dot product of "
            "decoder state and memory");
}

}  // namespace
}  // namespace dragoman

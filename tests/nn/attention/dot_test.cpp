#include "nn/attention/dot.h"

#include "nn/attention/attention_by_loops.h"
#include "nn/refusal.h"

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

TEST(DotAttention, DifferentWidthsAreTheUsersErrorAndNameTheirKeys) {
  EXPECT_EQ(message_of([] {
              DotAttention({3, 4, 1});
            }),
            "model.attention.kind = \"dot\": got model.encoder.width = 4 and model.decoder.width = "
            "3, expected equal widths, as the score is a dot product of decoder state and memory");
}

}  // namespace
}  // namespace dragoman

#include "nn/step_weights.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

/// The widths of the units of the precisions, times the largest number of a row.
double tolerance_of(SearchPrecision precision) {
  switch (precision) {
    case SearchPrecision::bf16:
      return 1.0 / 256;
    case SearchPrecision::int8:
      return 1.0 / 254 * 1.001;
    default:
      return 0;
  }
}

// More words than are rounded together.
TEST(StepWeights, ATableHasEveryWordsRow) {
  torch::manual_seed(1);
  const Tensor embedding = torch::randn({700, 5});
  for (const SearchPrecision precision :
       {SearchPrecision::fp32, SearchPrecision::bf16, SearchPrecision::int8}) {
    const WordTable<float> table = StepWeights<float>(precision).table(embedding);
    ASSERT_EQ(table.words(), 700);
    for (int64_t word = 0; word < 700; ++word) {
      std::vector<float> row(5);
      table.copy(word, 0, 5, row.data());
      const Tensor expected = embedding[word];
      const double most = expected.abs().max().item<double>();
      const Tensor error = (torch::tensor(row) - expected).abs().max();
      EXPECT_LE(error.item<double>(), tolerance_of(precision) * most) << word;
    }
  }
}

TEST(StepWeights, AWeightsTableHasItsRows) {
  torch::manual_seed(1);
  const Tensor embedding = torch::randn({37, 5});
  const StepProduct<float> product = StepWeights<float>(SearchPrecision::fp32).product(embedding);
  const WordTable<float> table(product.weight);
  EXPECT_EQ(table.words(), 37);
  EXPECT_EQ(table.width(), 5);
  for (int64_t word = 0; word < 37; ++word) {
    std::vector<float> part(3);
    table.copy(word, 1, 3, part.data());
    EXPECT_TRUE(torch::equal(torch::tensor(part), embedding[word].narrow(0, 1, 3)));
  }
}

}  // namespace
}  // namespace dragoman

#include "nn/embedding.h"

#include <gtest/gtest.h>

#include "nn/gradient_in_place.h"
#include "nn/padded_batch.h"
#include "nn/tensor_expectations.h"
#include "nn/thread_count.h"

namespace dragoman {
namespace {

using torch::Tensor;

/// A table of 6 words wide enough for two threads; words repeat, and words 0 and 3 do not occur.
class Embedding : public testing::Test {
 protected:
  Tensor table() const { return random_tensor({6, 200}, 1).requires_grad_(); }

  Tensor words_ = torch::tensor({5, 1, 1, 2, 4, 5, 5, 2}, torch::kLong).view({2, 4});
  Tensor factors_ = random_tensor({2, 4, 200}, 2);
};

TEST_F(Embedding, ValuesAndGradientsEqualLibTorchs) {
  for (const int count : {1, 2}) {
    const ThreadCount threads(count);
    const Tensor got = table(), expected = table();
    const Tensor embedded = embed(got, words_, {}), plain = torch::embedding(expected, words_);
    EXPECT_TRUE(same(embedded, plain));
    (embedded * factors_).sum().backward();
    (plain * factors_).sum().backward();
    EXPECT_TRUE(close(got.grad(), expected.grad()));
    EXPECT_TRUE(got.grad()[3].eq(0).all().item<bool>());
  }
}

TEST_F(Embedding, TakesWordsThatAreNotContiguousAndTheGradientOfASum) {
  const Tensor got = table(), expected = table();
  embed(got, words_.t(), {}).sum().backward();
  torch::embedding(expected, words_.t()).sum().backward();
  EXPECT_TRUE(close(got.grad(), expected.grad()));
}

TEST_F(Embedding, AddsToTheGradientThatTheTableHas) {
  const Tensor leaf = table();
  expect_gradients_added_in_place({{"table", leaf}},
                                  [&] { return (embed(leaf, words_, {}) * factors_).sum(); });
}

TEST_F(Embedding, OfATableUsedTwiceAddsBothGradients) {
  const Tensor got = table(), expected = table();
  const Tensor other = words_.remainder(3);
  const auto value = [&](const Tensor& first, const Tensor& second) {
    return (first * factors_).sum() + (second * factors_ * 2).sum();
  };
  for (int pass = 0; pass < 2; ++pass) {
    value(embed(got, words_, {}), embed(got, other, {})).backward();
    value(torch::embedding(expected, words_), torch::embedding(expected, other)).backward();
    EXPECT_TRUE(close(got.grad(), expected.grad()));
  }
}

TEST_F(Embedding, OfATableThatIsNoLeafPassesItsGradientOn) {
  const Tensor got = table(), expected = table();
  (embed(got * 2, words_, {}) * factors_).sum().backward();
  (torch::embedding(expected * 2, words_) * factors_).sum().backward();
  EXPECT_TRUE(close(got.grad(), expected.grad()));
}

}  // namespace
}  // namespace dragoman

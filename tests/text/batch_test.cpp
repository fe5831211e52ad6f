#include "dragoman/text/batch.h"

#include <gtest/gtest.h>

#include "dragoman/base/error.h"
#include "dragoman/text/encoded_corpus.h"

namespace dragoman {
namespace {

void expect_ids(const torch::Tensor& got, std::vector<std::vector<int64_t>> expected) {
  ASSERT_EQ(got.scalar_type(), torch::kLong);
  ASSERT_EQ(got.sizes(),
            (std::vector<int64_t>{int64_t(expected.size()), int64_t(expected.front().size())}));
  for (size_t i = 0; i < expected.size(); ++i) {
    for (size_t j = 0; j < expected[i].size(); ++j) {
      EXPECT_EQ(got[i][j].item<int64_t>(), expected[i][j]) << i << ", " << j;
    }
  }
}

void expect_mask(const torch::Tensor& got, std::vector<std::vector<int64_t>> expected) {
  ASSERT_EQ(got.scalar_type(), torch::kBool);
  expect_ids(got.to(torch::kLong), std::move(expected));
}

const EncodedCorpus corpus{{{{50}, {51}}, {{10, 11, 12}, {20}}, {{13}, {21, 22}}}};

TEST(MakeBatch, EqualsTheBatchWorkedByHand) {
  const Batch batch = make_batch(corpus.pairs, {1, 2});
  expect_ids(batch.source, {{10, 11, 12, 3}, {13, 3, 0, 0}});
  expect_mask(batch.source_mask, {{1, 1, 1, 1}, {1, 1, 0, 0}});
  EXPECT_TRUE(torch::equal(batch.source_lengths, torch::tensor({4, 2}, torch::kLong)));
  expect_ids(batch.target_input, {{2, 2}, {20, 21}, {0, 22}});
  expect_ids(batch.target_output, {{20, 21}, {3, 22}, {0, 3}});
  expect_mask(batch.target_mask, {{1, 1}, {1, 1}, {0, 1}});
  EXPECT_TRUE(torch::equal(batch.target_rows, torch::tensor({0, 1, 2, 3, 5}, torch::kLong)));
  EXPECT_EQ(batch.target_tokens, 5);
}

TEST(MakeBatch, SharesEachLinkedTargetPieceAmongItsSourcePieces) {
  EXPECT_FALSE(make_batch(corpus.pairs, {1, 2}).alignment.defined());
  std::vector<EncodedPair> pairs = corpus.pairs;
  pairs[2].links = {{0, 1}};
  pairs[1].links = {{0, 0}, {2, 0}};
  const torch::Tensor alignment = make_batch(pairs, {1, 2}).alignment;
  ASSERT_EQ(alignment.sizes(), (std::vector<int64_t>{3, 2, 4}));
  torch::Tensor expected = torch::zeros({3, 2, 4});
  expected[0][0][0] = expected[0][0][2] = 0.5;
  expected[1][1][0] = 1;
  EXPECT_TRUE(torch::equal(alignment, expected));
  EXPECT_TRUE(
      torch::equal(part_of(make_batch(pairs, {1, 2}), 1, 2).alignment, expected.narrow(1, 1, 1)));
  EXPECT_TRUE(torch::equal(twice(make_batch(pairs, {1, 2})).alignment,
                           torch::cat({expected, expected}, 1)));
}

TEST(MakeBatch, TakesAnEmptySentence) {
  const Batch batch = make_batch({{{}, {}}}, {0});
  expect_ids(batch.source, {{3}});
  expect_ids(batch.target_input, {{2}});
  expect_ids(batch.target_output, {{3}});
  EXPECT_EQ(batch.target_tokens, 1);
}

TEST(MakeBatch, RefusesRowsThatAreNotThere) {
  EXPECT_THROW(make_batch(corpus.pairs, {}), Error);
  EXPECT_THROW(make_batch(corpus.pairs, {3}), Error);
  EXPECT_THROW(make_batch(corpus.pairs, {-1}), Error);
}

TEST(Padded, HasLengthsThatAreMultiples) {
  std::vector<EncodedPair> pairs = corpus.pairs;
  pairs[1].links = {{2, 0}};
  const Batch batch = make_batch(pairs, {1, 2}), wider = padded(batch, 5);
  expect_ids(wider.source, {{10, 11, 12, 3, 0}, {13, 3, 0, 0, 0}});
  expect_mask(wider.source_mask, {{1, 1, 1, 1, 0}, {1, 1, 0, 0, 0}});
  expect_ids(wider.target_input, {{2, 2}, {20, 21}, {0, 22}, {0, 0}, {0, 0}});
  expect_ids(wider.target_output, {{20, 21}, {3, 22}, {0, 3}, {0, 0}, {0, 0}});
  expect_mask(wider.target_mask, {{1, 1}, {1, 1}, {0, 1}, {0, 0}, {0, 0}});
  EXPECT_TRUE(torch::equal(wider.target_rows, wider.target_mask.flatten().nonzero().squeeze(1)));
  EXPECT_TRUE(torch::equal(wider.source_lengths, batch.source_lengths));
  EXPECT_EQ(wider.target_tokens, batch.target_tokens);
  EXPECT_EQ(wider.alignment.sizes(), (std::vector<int64_t>{5, 2, 5}));
  EXPECT_EQ(wider.alignment.sum().item<double>(), 1);
  EXPECT_EQ(wider.alignment[0][0][2].item<double>(), 1);
  EXPECT_TRUE(torch::equal(padded(wider, 5).source, wider.source));
}

TEST(Twice, HasAllPairsAndAllOnceMore) {
  const Batch both = twice(make_batch(corpus.pairs, {1, 2}));
  expect_ids(both.source, {{10, 11, 12, 3}, {13, 3, 0, 0}, {10, 11, 12, 3}, {13, 3, 0, 0}});
  expect_mask(both.source_mask, {{1, 1, 1, 1}, {1, 1, 0, 0}, {1, 1, 1, 1}, {1, 1, 0, 0}});
  EXPECT_TRUE(torch::equal(both.source_lengths, torch::tensor({4, 2, 4, 2}, torch::kLong)));
  expect_ids(both.target_input, {{2, 2, 2, 2}, {20, 21, 20, 21}, {0, 22, 0, 22}});
  expect_ids(both.target_output, {{20, 21, 20, 21}, {3, 22, 3, 22}, {0, 3, 0, 3}});
  expect_mask(both.target_mask, {{1, 1, 1, 1}, {1, 1, 1, 1}, {0, 1, 0, 1}});
  EXPECT_TRUE(
      torch::equal(both.target_rows, torch::tensor({0, 2, 1, 3, 4, 6, 5, 7, 9, 11}, torch::kLong)));
  EXPECT_EQ(both.target_tokens, 10);
}

TEST(PartOf, IsTheBatchOfItsPairsPaddedLikeTheWhole) {
  const Batch part = part_of(make_batch(corpus.pairs, {1, 2, 0}), 1, 3);
  expect_ids(part.source, {{13, 3, 0, 0}, {50, 3, 0, 0}});
  expect_mask(part.source_mask, {{1, 1, 0, 0}, {1, 1, 0, 0}});
  EXPECT_TRUE(torch::equal(part.source_lengths, torch::tensor({2, 2}, torch::kLong)));
  expect_ids(part.target_input, {{2, 2}, {21, 51}, {22, 0}});
  expect_ids(part.target_output, {{21, 51}, {22, 3}, {3, 0}});
  expect_mask(part.target_mask, {{1, 1}, {1, 1}, {1, 0}});
  EXPECT_TRUE(torch::equal(part.target_rows, torch::tensor({0, 1, 2, 3, 4}, torch::kLong)));
  EXPECT_EQ(part.target_tokens, 5);
}

TEST(Batch, MovesWhole) {
  const Batch batch = make_batch(corpus.pairs, {0, 2});
  const Batch moved = batch.to(torch::kCPU);
  EXPECT_TRUE(torch::equal(moved.source, batch.source));
  EXPECT_TRUE(torch::equal(moved.target_output, batch.target_output));
  EXPECT_EQ(moved.target_tokens, batch.target_tokens);
}

TEST(MakeSourceBatch, IsTheSourceSideOfABatch) {
  const SourceBatch source = make_source_batch({{10, 11, 12}, {13}});
  const Batch batch = make_batch(corpus.pairs, {1, 2});
  EXPECT_TRUE(torch::equal(source.source, batch.source));
  EXPECT_TRUE(torch::equal(source.source_lengths, batch.source_lengths));
  EXPECT_TRUE(torch::equal(source.source_mask, batch.source_mask));
}

TEST(MakeSourceBatch, PadsToTheGivenLengthButNeverCuts) {
  const SourceBatch wider = make_source_batch({{10}, {}}, 4);
  expect_ids(wider.source, {{10, 3, 0, 0}, {3, 0, 0, 0}});
  expect_mask(wider.source_mask, {{1, 1, 0, 0}, {1, 0, 0, 0}});
  expect_ids(make_source_batch({{10, 11}}, 1).source, {{10, 11, 3}});
  EXPECT_THROW(make_source_batch({}), Error);
}

}  // namespace
}  // namespace dragoman

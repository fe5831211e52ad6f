#include "dragoman/text/batch_loader.h"

#include <gtest/gtest.h>

#include "dragoman/base/error.h"
#include "dragoman/text/batching.h"
#include "text/sample.h"

namespace dragoman {
namespace {

using Position = BatchLoader::Position;

BatchConfig small_batches(BatchUnit unit) {
  BatchConfig config;
  config.unit = unit;
  config.size = unit == BatchUnit::tokens ? 30 : 8;
  config.bucketing = 3;
  return config;
}

std::vector<BatchLoader::Item> take(BatchLoader& loader, int count) {
  std::vector<BatchLoader::Item> items;
  for (int i = 0; i < count; ++i) items.push_back(loader.next());
  return items;
}

class BatchLoaderOfUnit : public testing::TestWithParam<BatchUnit> {
 protected:
  const EncodedCorpus corpus_ = numbered_corpus(50);
  const BatchConfig config_ = small_batches(GetParam());
};

TEST_P(BatchLoaderOfUnit, FollowsThePoolsOfEachEpoch) {
  BatchLoader loader(corpus_, config_, 3, {});
  const Batching batching(corpus_, config_, 3);
  ASSERT_GT(batching.pools(), 1);
  for (int64_t epoch = 0; epoch < 3; ++epoch) {
    int64_t done = 0;
    for (int64_t number = 0; number < batching.pools(); ++number) {
      const Pool pool = batching.make_pool(epoch, number);
      for (size_t i = 0; i < pool.batches.size(); ++i) {
        const BatchLoader::Item item = loader.next();
        EXPECT_EQ(item.position, (Position{epoch, number, static_cast<int64_t>(i)}));
        EXPECT_TRUE(item.batch.source.equal(make_batch(pool.pairs, pool.batches[i]).source));
        done += static_cast<int64_t>(pool.batches[i].size());
        EXPECT_DOUBLE_EQ(item.epoch_share, static_cast<double>(done) / 50);
        EXPECT_EQ(item.is_last_of_epoch(), done == 50);
      }
    }
  }
}

TEST_P(BatchLoaderOfUnit, GivesEachProcessItsShareOfTheSequence) {
  BatchLoader whole(corpus_, config_, 3, {0, 0, 2});
  const auto expected = take(whole, 20);
  for (int64_t rank = 0; rank < 3; ++rank) {
    BatchLoader loader(corpus_, config_, 3, {0, 0, 2}, {rank, 3});
    for (int64_t number = 0; number < 20; ++number) {
      const BatchLoader::Item item = loader.next(), &of_all = expected[number];
      EXPECT_EQ(item.position, of_all.position);
      EXPECT_EQ(item.next, of_all.next);
      EXPECT_EQ(item.batch.source.defined(), number % 3 == rank);
      if (number % 3 != rank) continue;
      EXPECT_TRUE(item.batch.source.equal(of_all.batch.source));
    }
  }
}

TEST_P(BatchLoaderOfUnit, ResumesExactlyFromEveryPosition) {
  EncodedCorpus corpus = corpus_;
  corpus.sampler = [this](const std::vector<int64_t>& rows, uint64_t seed) {
    std::vector<EncodedPair> pairs = corpus_.read(rows, {0, 0});
    for (EncodedPair& pair : pairs) pair.target.resize(1 + seed++ % 6, 7);
    return pairs;
  };
  BatchLoader uninterrupted(corpus, config_, 3, {});
  const auto expected = take(uninterrupted, 40);
  for (size_t stop = 0; stop < 30; ++stop) {
    BatchLoader resumed(corpus, config_, 3, expected[stop].next);
    for (size_t i = stop + 1; i < stop + 10; ++i) {
      const BatchLoader::Item item = resumed.next();
      EXPECT_EQ(item.position, expected[i].position);
      EXPECT_TRUE(item.batch.source.equal(expected[i].batch.source));
      EXPECT_TRUE(torch::equal(item.batch.source, expected[i].batch.source));
      EXPECT_TRUE(torch::equal(item.batch.target_input, expected[i].batch.target_input));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Units, BatchLoaderOfUnit,
                         testing::Values(BatchUnit::sentences, BatchUnit::tokens),
                         [](const auto& unit) {
                           return unit.param == BatchUnit::tokens ? "tokens" : "sentences";
                         });

TEST(BatchLoader, TakesTheEndOfAPoolForTheNextOnesStart) {
  const EncodedCorpus corpus = numbered_corpus(50);  // two pools, of 3 and 4 batches
  BatchLoader first(corpus, small_batches(BatchUnit::sentences), 1, {4, 0, 3});
  EXPECT_EQ(first.next().position, (Position{4, 1, 0}));
  BatchLoader last(corpus, small_batches(BatchUnit::sentences), 1, {4, 1, 4});
  EXPECT_EQ(last.next().position, (Position{5, 0, 0}));
}

TEST(BatchLoader, ReportsAPositionThatDoesNotExist) {
  const EncodedCorpus corpus = numbered_corpus(20);
  for (const Position start : {Position{0, 0, 4}, Position{0, 0, -1}, Position{-1, 0, 0},
                               Position{0, 1, 0}, Position{0, -1, 0}}) {
    BatchLoader loader(corpus, small_batches(BatchUnit::sentences), 1, start);
    EXPECT_THROW(loader.next(), Error);
    EXPECT_THROW(loader.next(), Error);
  }
}

TEST(BatchLoader, NeedsAPair) {
  const EncodedCorpus empty;
  EXPECT_THROW(BatchLoader(empty, BatchConfig{}, 1, {}), Error);
}

TEST(BatchLoader, MayBeDestroyedAtAnyTime) {
  const EncodedCorpus corpus = numbered_corpus(500);
  for (int taken = 0; taken < 12; ++taken) {
    BatchLoader loader(corpus, small_batches(BatchUnit::sentences), 1, {});
    take(loader, taken);
  }
}

}  // namespace
}  // namespace dragoman

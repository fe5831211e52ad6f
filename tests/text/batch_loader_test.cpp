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

TEST_P(BatchLoaderOfUnit, FollowsThePlanOfEachEpoch) {
  BatchLoader loader(corpus_, config_, 3, {});
  for (int64_t epoch = 0; epoch < 3; ++epoch) {
    const EpochPlan plan = plan_epoch(pair_lengths(corpus_), config_, 3, epoch);
    for (size_t i = 0; i < plan.size(); ++i) {
      const BatchLoader::Item item = loader.next();
      EXPECT_EQ(item.position, (Position{epoch, static_cast<int64_t>(i)}));
      EXPECT_TRUE(item.batch.source.equal(make_batch(corpus_, plan[i]).source));
      EXPECT_EQ(item.last_of_epoch, i + 1 == plan.size());
      EXPECT_EQ(item.batches_in_epoch, static_cast<int64_t>(plan.size()));
    }
  }
}

TEST_P(BatchLoaderOfUnit, GivesEachProcessItsShareOfTheSequence) {
  BatchLoader whole(corpus_, config_, 3, {0, 2});
  const auto expected = take(whole, 20);
  for (int64_t rank = 0; rank < 3; ++rank) {
    BatchLoader loader(corpus_, config_, 3, {0, 2}, {rank, 3});
    for (int64_t number = 0; number < 20; ++number) {
      const BatchLoader::Item item = loader.next(), &of_all = expected[number];
      EXPECT_EQ(item.position, of_all.position);
      EXPECT_EQ(item.last_of_epoch, of_all.last_of_epoch);
      EXPECT_EQ(item.batch.source.defined(), number % 3 == rank);
      if (number % 3 != rank) continue;
      EXPECT_TRUE(item.batch.source.equal(of_all.batch.source));
    }
  }
}

TEST_P(BatchLoaderOfUnit, ResumesExactlyFromEveryPosition) {
  EncodedCorpus corpus = corpus_;
  corpus.sampler = [this](uint64_t seed) {
    std::vector<EncodedPair> pairs = corpus_.pairs;
    for (EncodedPair& pair : pairs) pair.target.resize(1 + seed++ % 6, 7);
    return pairs;
  };
  BatchLoader uninterrupted(corpus, config_, 3, {});
  const auto expected = take(uninterrupted, 40);
  for (size_t stop = 0; stop < 30; ++stop) {
    BatchLoader resumed(corpus, config_, 3, expected[stop].next_position());
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

TEST(BatchLoader, TakesTheEndOfAnEpochForTheNextOnesStart) {
  const EncodedCorpus corpus = numbered_corpus(20);
  BatchLoader loader(corpus, small_batches(BatchUnit::sentences), 1, {4, 3});
  EXPECT_EQ(loader.next().position, (Position{5, 0}));
}

TEST(BatchLoader, ReportsAPositionThatDoesNotExist) {
  const EncodedCorpus corpus = numbered_corpus(20);
  for (const Position start : {Position{0, 4}, Position{0, -1}, Position{-1, 0}}) {
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

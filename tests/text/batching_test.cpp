#include "dragoman/text/batching.h"

#include <algorithm>
#include <map>
#include <set>

#include <gmock/gmock.h>

#include "dragoman/base/error.h"
#include "text/sample.h"

namespace dragoman {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

BatchConfig batch_config(BatchUnit unit, int64_t size, int64_t bucketing) {
  BatchConfig config;
  config.unit = unit;
  config.size = size;
  config.bucketing = bucketing;
  return config;
}

void expect_every_pair_once(const std::vector<BatchRows>& batches, size_t count) {
  std::vector<int> seen(count);
  for (const BatchRows& batch : batches) {
    EXPECT_FALSE(batch.empty());
    for (const int64_t row : batch) ++seen.at(static_cast<size_t>(row));
  }
  EXPECT_EQ(std::count(seen.begin(), seen.end(), 1), static_cast<int64_t>(count));
}

TEST(PlanBatches, HaveEveryPairOnce) {
  for (const size_t count : {1u, 2u, 63u, 64u, 65u, 1000u}) {
    const auto lengths = caption_lengths(count);
    for (const BatchUnit unit : {BatchUnit::sentences, BatchUnit::tokens}) {
      for (const int64_t size : {1, 7, 64, 5000}) {
        for (const int64_t bucketing : {1, 2, 100}) {
          expect_every_pair_once(plan_batches(lengths, batch_config(unit, size, bucketing), 3),
                                 count);
        }
      }
    }
  }
}

TEST(PlanBatches, KeepBatchesOfTokensWithinTheirSize) {
  auto lengths = caption_lengths(2000);
  lengths[7].target = 900;
  for (const int64_t bucketing : {1, 10, 100}) {
    for (const BatchRows& batch :
         plan_batches(lengths, batch_config(BatchUnit::tokens, 500, bucketing), 5)) {
      int64_t longest = 0;
      for (const int64_t row : batch) {
        longest = std::max(longest, lengths[static_cast<size_t>(row)].target);
      }
      const auto positions = longest * static_cast<int64_t>(batch.size());
      EXPECT_TRUE(positions <= 500 || batch == BatchRows{7}) << positions;
    }
  }
}

TEST(PlanBatches, PadNoBatchToTheLongestOfAnother) {
  std::vector<PairLength> lengths(100, {1, 1});
  lengths[50].target = 100;
  EXPECT_LE(plan_batches(lengths, batch_config(BatchUnit::tokens, 100, 1), 1).size(), 3u);
}

TEST(PlanBatches, AreTheSameOnEveryMachine) {
  std::vector<PairLength> lengths;
  for (int64_t i = 0; i < 8; ++i) lengths.push_back({1 + i % 3, 1 + i % 4});
  EXPECT_THAT(plan_batches(lengths, batch_config(BatchUnit::sentences, 3, 100), 1),
              ElementsAre(ElementsAre(0, 4, 1), ElementsAre(5, 6, 2), ElementsAre(3, 7)));
}

TEST(PlanBatches, OfNothingAreNone) {
  EXPECT_THAT(plan_batches({}, BatchConfig{}, 1), IsEmpty());
}

/// The pairs of an epoch by pool, each by the number it has in `numbered_corpus`.
std::vector<std::vector<int32_t>> pools_of(const Batching& batching, int64_t epoch) {
  std::vector<std::vector<int32_t>> pools;
  for (int64_t number = 0; number < batching.pools(); ++number) {
    const Pool pool = batching.make_pool(epoch, number);
    expect_every_pair_once(pool.batches, pool.pairs.size());
    EXPECT_EQ(static_cast<int64_t>(pool.pairs.size()),
              batching.pairs_before(number + 1) - batching.pairs_before(number));
    std::vector<int32_t>& numbers = pools.emplace_back();
    for (const EncodedPair& pair : pool.pairs) numbers.push_back(pair.source[0] - 10);
  }
  return pools;
}

TEST(Batching, GoesThroughEveryPairOnceAnEpoch) {
  for (const int32_t count : {1, 7, 8, 9, 50, 1000}) {
    const EncodedCorpus corpus = numbered_corpus(count);
    for (const BatchUnit unit : {BatchUnit::sentences, BatchUnit::tokens}) {
      for (const int64_t bucketing : {1, 2, 5}) {
        const Batching batching(corpus, batch_config(unit, 8, bucketing), 4);
        std::multiset<int32_t> seen;
        for (const auto& pool : pools_of(batching, 2)) seen.insert(pool.begin(), pool.end());
        ASSERT_EQ(seen.size(), static_cast<size_t>(count));
        for (int32_t number = 0; number < count; ++number) EXPECT_EQ(seen.count(number), 1U);
      }
    }
  }
}

TEST(Batching, FillsEveryBatchOfSentencesButOne) {
  const EncodedCorpus corpus = numbered_corpus(1000);
  for (const int64_t bucketing : {1, 3, 100}) {
    const Batching batching(corpus, batch_config(BatchUnit::sentences, 64, bucketing), 5);
    std::map<size_t, int> sizes;
    for (int64_t pool = 0; pool < batching.pools(); ++pool) {
      for (const BatchRows& batch : batching.make_pool(0, pool).batches) ++sizes[batch.size()];
    }
    EXPECT_EQ(sizes, (std::map<size_t, int>{{64, 15}, {40, 1}}));
  }
}

TEST(Batching, HasPoolsOfAtLeastTheBatchesAsked) {
  const EncodedCorpus corpus = numbered_corpus(1000);
  const auto pools = [&](BatchUnit unit, int64_t size, int64_t bucketing) {
    return Batching(corpus, batch_config(unit, size, bucketing), 1).pools();
  };
  EXPECT_EQ(pools(BatchUnit::sentences, 10, 20), 5);
  EXPECT_EQ(pools(BatchUnit::sentences, 10, 30), 3);
  EXPECT_EQ(pools(BatchUnit::sentences, 10, 1), 1);  // left to chance in hundreds
  EXPECT_EQ(pools(BatchUnit::sentences, 1, 1), 10);
  EXPECT_EQ(pools(BatchUnit::tokens, 40, 20), corpus.total().target / 800);
  EXPECT_EQ(pools(BatchUnit::sentences, 10'000'000, 1'000'000), 1);
}

TEST(Batching, DependsOnSeedAndEpochOnly) {
  const EncodedCorpus corpus = numbered_corpus(500);
  const BatchConfig config = batch_config(BatchUnit::sentences, 16, 4);
  const Batching batching(corpus, config, 1);
  EXPECT_EQ(pools_of(batching, 0), pools_of(Batching(corpus, config, 1), 0));
  EXPECT_NE(pools_of(batching, 0), pools_of(Batching(corpus, config, 2), 0));
  EXPECT_NE(pools_of(batching, 0), pools_of(batching, 1));
}

TEST(Batching, DrawsSegmentationsAnewForEachPool) {
  std::set<uint64_t> seeds;
  const EncodedCorpus corpus(numbered_corpus(40).pairs,
                             [&](const std::vector<int64_t>& rows, uint64_t seed) {
                               seeds.insert(seed);
                               return std::vector<EncodedPair>(rows.size(), {{1}, {1}});
                             });
  const Batching batching(corpus, batch_config(BatchUnit::sentences, 2, 2), 1);
  for (const int64_t epoch : {0, 1, 0}) {
    for (int64_t pool = 0; pool < batching.pools(); ++pool) batching.make_pool(epoch, pool);
  }
  EXPECT_EQ(static_cast<int64_t>(seeds.size()), 2 * batching.pools());
}

TEST(Batching, NeedsAPair) {
  const EncodedCorpus empty;
  EXPECT_THROW(Batching(empty, BatchConfig{}, 1), Error);
}

}  // namespace
}  // namespace dragoman

#include "dragoman/text/batching.h"

#include <algorithm>

#include <gmock/gmock.h>

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

void expect_every_pair_once(const EpochPlan& plan, size_t count) {
  std::vector<int> seen(count);
  for (const auto& batch : plan) {
    EXPECT_FALSE(batch.empty());
    for (const int64_t row : batch) ++seen.at(static_cast<size_t>(row));
  }
  EXPECT_EQ(std::count(seen.begin(), seen.end(), 1), static_cast<int64_t>(count));
}

TEST(PlanEpoch, HasEveryPairOnce) {
  for (const size_t count : {1u, 2u, 63u, 64u, 65u, 1000u}) {
    const auto lengths = caption_lengths(count);
    for (const BatchUnit unit : {BatchUnit::sentences, BatchUnit::tokens}) {
      for (const int64_t size : {1, 7, 64, 5000}) {
        for (const int64_t bucketing : {1, 2, 100}) {
          for (uint64_t seed = 0; seed < 5; ++seed) {
            expect_every_pair_once(
                plan_epoch(lengths, batch_config(unit, size, bucketing), seed, 3), count);
          }
        }
      }
    }
  }
}

TEST(PlanEpoch, FillsEveryBatchOfSentencesButOne) {
  for (const int64_t bucketing : {1, 3, 100}) {
    const auto plan =
        plan_epoch(caption_lengths(1000), batch_config(BatchUnit::sentences, 64, bucketing), 5, 0);
    EXPECT_EQ(plan.size(), 16u);
    EXPECT_EQ(std::count_if(plan.begin(), plan.end(), [](auto& b) { return b.size() == 64; }), 15);
  }
}

TEST(PlanEpoch, KeepsBatchesOfTokensWithinTheirSize) {
  auto lengths = caption_lengths(2000);
  lengths[7].target = 900;
  for (const int64_t bucketing : {1, 10, 100}) {
    const auto plan = plan_epoch(lengths, batch_config(BatchUnit::tokens, 500, bucketing), 5, 0);
    for (const auto& batch : plan) {
      int64_t longest = 0;
      for (const int64_t row : batch) longest = std::max(longest, lengths[row].target);
      const auto positions = longest * static_cast<int64_t>(batch.size());
      EXPECT_TRUE(positions <= 500 || batch == std::vector<int64_t>{7}) << positions;
    }
  }
}

TEST(PlanEpoch, PadsNoBatchToTheLongestOfAnother) {
  std::vector<PairLength> lengths(100, {1, 1});
  lengths[50].target = 100;
  for (uint64_t seed = 0; seed < 5; ++seed) {
    EXPECT_LE(plan_epoch(lengths, batch_config(BatchUnit::tokens, 100, 1), seed, 0).size(), 3u);
  }
}

TEST(PlanEpoch, DependsOnSeedAndEpochOnly) {
  const auto lengths = caption_lengths(500);
  const BatchConfig config = batch_config(BatchUnit::sentences, 16, 4);
  const EpochPlan plan = plan_epoch(lengths, config, 1, 0);
  EXPECT_EQ(plan, plan_epoch(lengths, config, 1, 0));
  EXPECT_NE(plan, plan_epoch(lengths, config, 2, 0));
  EXPECT_NE(plan, plan_epoch(lengths, config, 1, 1));
}

TEST(PlanEpoch, IsTheSamePlanOnEveryMachine) {
  std::vector<PairLength> lengths;
  for (int64_t i = 0; i < 8; ++i) lengths.push_back({1 + i % 3, 1 + i % 4});
  EXPECT_THAT(plan_epoch(lengths, batch_config(BatchUnit::sentences, 3, 100), 1, 0),
              ElementsAre(ElementsAre(5, 6, 2), ElementsAre(3, 7), ElementsAre(0, 4, 1)));
}

TEST(PlanEpoch, LeavesLittlePaddingAtTheDefaults) {
  const auto lengths = caption_lengths(29'000);
  for (int64_t epoch = 0; epoch < 3; ++epoch) {
    const PaddedShare share = padded_share(plan_epoch(lengths, BatchConfig{}, 1, epoch), lengths);
    EXPECT_LT(share.source, 0.05);
    EXPECT_LT(share.target, 0.05);
  }
}

TEST(PlanEpoch, LeavesTheLengthsToChanceWithoutBucketing) {
  const auto lengths = caption_lengths(29'000);
  const BatchConfig config = batch_config(BatchUnit::sentences, 64, 1);
  EXPECT_GT(padded_share(plan_epoch(lengths, config, 1, 0), lengths).target, 0.4);
}

TEST(PlanEpoch, OfNothingIsEmpty) {
  EXPECT_THAT(plan_epoch({}, BatchConfig{}, 1, 0), IsEmpty());
}

TEST(PaddedShare, CountsBothSides) {
  const std::vector<PairLength> lengths = {{4, 2}, {2, 2}, {5, 1}};
  const PaddedShare share = padded_share({{0, 1}, {2}}, lengths);
  EXPECT_DOUBLE_EQ(share.source, 2.0 / 13);
  EXPECT_DOUBLE_EQ(share.target, 0);
  EXPECT_EQ(padded_share({}, {}).source, 0);
}

}  // namespace
}  // namespace dragoman

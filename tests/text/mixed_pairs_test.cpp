#include "dragoman/text/mixed_pairs.h"

#include <map>
#include <numeric>
#include <set>

#include <gmock/gmock.h>

#include "dragoman/base/error.h"
#include "dragoman/text/encoded_corpus.h"

namespace dragoman {
namespace {

using testing::ElementsAre;

/// Pairs whose only source piece numbers them from `first` on; each target has `length` pieces.
std::shared_ptr<const PairSource> numbered(int32_t first, int32_t count, size_t length = 1) {
  std::vector<EncodedPair> pairs;
  for (int32_t i = 0; i < count; ++i) {
    pairs.push_back({{first + i}, std::vector<int32_t>(length, 7)});
  }
  return std::make_shared<const EncodedCorpus>(std::move(pairs));
}

/// How often each pair comes in an epoch.
std::map<int32_t, int> epoch_of(const PairSource& pairs, int64_t epoch) {
  std::vector<int64_t> rows(pairs.size());
  std::iota(rows.begin(), rows.end(), 0);
  std::map<int32_t, int> times;
  for (const EncodedPair& pair : pairs.read(rows, {epoch, 0})) ++times[pair.source.at(0)];
  return times;
}

TEST(PairsOfParts, AreInProportionToSizeWeightAndTemperature) {
  EXPECT_THAT(pairs_of_parts({300, 100, 1}, {}), ElementsAre(300, 100, 1));
  // 3 : 1 by weight out of equal sizes.
  EXPECT_THAT(pairs_of_parts({200, 200}, {{3, 1}, 1}), ElementsAre(300, 100));
  // 900^(1/2) : 100^(1/2) = 3 : 1 of 1000.
  EXPECT_THAT(pairs_of_parts({900, 100}, {{}, 2}), ElementsAre(750, 250));
  // 3 × 1 : 1 × 3.
  EXPECT_THAT(pairs_of_parts({900, 100}, {{1, 3}, 2}), ElementsAre(500, 500));
}

TEST(PairsOfParts, LeaveNoPartOut) {
  EXPECT_THAT(pairs_of_parts({10, 10}, {{1e-6, 1e6}, 1}), ElementsAre(1, 20));
}

TEST(MixedPairs, WithEqualWeightsHaveEachPairOnceAnEpoch) {
  const MixedPairs mixed({numbered(0, 30), numbered(100, 7)}, {}, 1);
  ASSERT_EQ(mixed.size(), 37U);
  for (const int64_t epoch : {0, 1, 5}) {
    const auto times = epoch_of(mixed, epoch);
    EXPECT_EQ(times.size(), 37U);
    for (const auto& [pair, count] : times) EXPECT_EQ(count, 1) << pair;
  }
}

TEST(MixedPairs, HaveAllOfAPartBeforeAnyComesAgain) {
  const MixedPairs mixed({numbered(0, 90), numbered(100, 10)}, {{}, 2}, 1);
  // 75 of the large part an epoch: all 90 come in two, and in six each five times.
  std::map<int32_t, int> times;
  for (int64_t epoch = 0; epoch < 6; ++epoch) {
    for (const auto& [pair, count] : epoch_of(mixed, epoch)) times[pair] += count;
  }
  for (int32_t pair = 0; pair < 90; ++pair) EXPECT_EQ(times[pair], 5) << pair;
  // 25 of the small one: each two or three times an epoch, fifteen times in six.
  for (const auto& [pair, count] : epoch_of(mixed, 0)) {
    if (pair < 100) continue;
    EXPECT_THAT(count, testing::AnyOf(2, 3)) << pair;
  }
  for (int32_t pair = 100; pair < 110; ++pair) EXPECT_EQ(times[pair], 15) << pair;
}

TEST(MixedPairs, AreAFunctionOfRowEpochAndSeed) {
  const auto parts = [] { return std::vector{numbered(0, 50), numbered(100, 50)}; };
  const Mixture mixture{{2, 1}, 1};
  const MixedPairs first(parts(), mixture, 1), second(parts(), mixture, 1),
      other(parts(), mixture, 2);
  const auto sources = [](const PairSource& pairs, int64_t epoch) {
    std::vector<int32_t> found;
    for (const EncodedPair& pair : pairs.read({99, 3, 70, 3}, {epoch, 0})) {
      found.push_back(pair.source.at(0));
    }
    return found;
  };
  const std::vector<int32_t> found = sources(first, 4);
  EXPECT_EQ(found[1], found[3]);
  EXPECT_EQ(sources(second, 4), found);
  EXPECT_NE(sources(second, 5), found);
  EXPECT_NE(sources(other, 4), found);
  EXPECT_GE(found[0], 100);
  EXPECT_LT(found[1], 100);
}

TEST(MixedPairs, CountTheTokensOfWhatTheyDraw) {
  const MixedPairs mixed({numbered(0, 100, 4), numbered(100, 100, 9)}, {{3, 1}, 1}, 1);
  // 150 targets of 5 tokens and 50 of 10, end tokens counted.
  EXPECT_EQ(mixed.total().target, 150 * 5 + 50 * 10);
  EXPECT_EQ(mixed.total().source, 200 * 2);
}

TEST(MixedPairs, DrawSegmentationsOfEachPartApart) {
  std::set<uint64_t> seeds;
  const auto sampled = [&] {
    return std::make_shared<const EncodedCorpus>(
        std::vector<EncodedPair>(5), [&](const std::vector<int64_t>& rows, uint64_t seed) {
          seeds.insert(seed);
          return std::vector<EncodedPair>(rows.size());
        });
  };
  const MixedPairs mixed({sampled(), sampled()}, {}, 1);
  mixed.read({0, 9}, {0, 3});
  EXPECT_EQ(seeds.size(), 2U);
  mixed.read({0, 9}, {0, 3});
  EXPECT_EQ(seeds.size(), 2U);
  mixed.read({0, 9}, {0, 4});
  EXPECT_EQ(seeds.size(), 4U);
}

TEST(MixedPairs, RefuseRowsThatAreNone) {
  const MixedPairs mixed({numbered(0, 2), numbered(10, 2)}, {}, 1);
  EXPECT_THROW(mixed.read({4}, {0, 0}), Error);
  EXPECT_THROW(mixed.read({-1}, {0, 0}), Error);
  EXPECT_THROW(MixedPairs({numbered(0, 2)}, {{1, 2}, 1}, 1), Error);
}

}  // namespace
}  // namespace dragoman

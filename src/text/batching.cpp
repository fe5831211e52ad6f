#include "dragoman/text/batching.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "dragoman/base/error.h"
#include "dragoman/base/permutation.h"
#include "dragoman/base/random.h"
#include "text/length_order.h"

namespace dragoman {
namespace {

/// Of a pool whose lengths are left to chance.
constexpr int64_t batches_by_chance = 100;

/// As many pools as hold at least that many batches each: a small last pool would be padded more.
int64_t count_pools(const PairSource& pairs, const BatchConfig& config) {
  const int64_t batches = config.bucketing > 1 ? config.bucketing : batches_by_chance;
  const auto weight = config.unit == BatchUnit::sentences ? static_cast<int64_t>(pairs.size())
                                                          : pairs.total().target;
  return std::max<int64_t>(1, weight / (batches * config.size));
}

/// Batches in the order of `rows`; each takes as many as fit, at least one.
std::vector<BatchRows> cut_into_batches(const BatchRows& rows,
                                        const std::vector<PairLength>& lengths,
                                        const BatchConfig& config) {
  std::vector<BatchRows> batches;
  BatchRows batch;
  int64_t largest = 0;  // the batch's rows all weigh as much as its largest: padding counts
  for (const int64_t row : rows) {
    const int64_t weight = batch_weight(lengths[static_cast<size_t>(row)], config);
    largest = std::max(largest, weight);
    if (!batch.empty() && static_cast<int64_t>(batch.size() + 1) * largest > config.size) {
      batches.push_back(std::exchange(batch, {}));
      largest = weight;
    }
    batch.push_back(row);
  }
  if (!batch.empty()) batches.push_back(std::move(batch));
  return batches;
}

}  // namespace

Batching::Batching(const PairSource& pairs, const BatchConfig& config, uint64_t seed)
    : pairs_(pairs), config_(config), seed_(seed), pools_(count_pools(pairs, config)) {
  if (pairs.size() == 0) fail("batches need at least one pair");
}

int64_t Batching::pairs_before(int64_t pool) const {
  const auto all = static_cast<int64_t>(pairs_.size());
  if (pool >= pools_) return all;
  const int64_t pairs = all / pools_ * pool + all % pools_ * pool / pools_;
  // A pool of sentences is a multiple of the batch size, but for the last one.
  return config_.unit == BatchUnit::sentences ? pairs / config_.size * config_.size : pairs;
}

Pool Batching::make_pool(int64_t epoch, int64_t pool) const {
  const auto epoch_number = static_cast<uint64_t>(epoch), number = static_cast<uint64_t>(pool);
  const Permutation order(pairs_.size(), derive_seed(seed_, Stream::shuffle, {epoch_number}));
  std::vector<int64_t> rows;
  for (int64_t place = pairs_before(pool); place < pairs_before(pool + 1); ++place) {
    rows.push_back(static_cast<int64_t>(order(static_cast<uint64_t>(place))));
  }
  const uint64_t seed = derive_seed(seed_, Stream::segmentation, {epoch_number, number});
  Pool made{pairs_.read(rows, {epoch, seed}), {}};
  made.batches = plan_batches(lengths_of(made.pairs), config_,
                              derive_seed(seed_, Stream::shuffle, {epoch_number, number}));
  return made;
}

std::vector<BatchRows> plan_batches(const std::vector<PairLength>& lengths,
                                    const BatchConfig& config, uint64_t seed) {
  BatchRows rows(lengths.size());
  std::iota(rows.begin(), rows.end(), int64_t{0});
  if (config.bucketing > 1) order_by_length(rows, lengths, config);
  std::vector<BatchRows> batches = cut_into_batches(rows, lengths, config);
  Random random(seed);
  shuffle(batches, random);
  return batches;
}

}  // namespace dragoman

#include "dragoman/text/batching.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <utility>

#include "dragoman/base/random.h"
#include "text/length_order.h"

namespace dragoman {
namespace {

using Rows = std::span<int64_t>;

/// As many pools as hold at least `bucketing` batches each, of about equal size: a small last pool
/// would be padded more. A pool of sentences is a multiple of the batch size, but for the last one.
std::vector<Rows> cut_into_pools(Rows rows, const std::vector<PairLength>& lengths,
                                 const BatchConfig& config) {
  int64_t total = 0;
  for (const int64_t row : rows) total += batch_weight(lengths[row], config);
  const int64_t pools = std::max<int64_t>(1, total / (config.bucketing * config.size));
  const size_t step = config.unit == BatchUnit::sentences ? static_cast<size_t>(config.size) : 1;

  std::vector<Rows> cut;
  int64_t filled = 0;
  size_t begin = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto number = static_cast<int64_t>(cut.size()) + 1;
    if (i > begin && i % step == 0 && number < pools && filled >= total / pools * number) {
      cut.push_back(rows.subspan(begin, i - begin));
      begin = i;
    }
    filled += batch_weight(lengths[rows[i]], config);
  }
  cut.push_back(rows.subspan(begin));
  return cut;
}

/// Adds batches in the order of `rows`; each takes as many as fit, at least one.
void cut_into_batches(Rows rows, const std::vector<PairLength>& lengths, const BatchConfig& config,
                      EpochPlan& plan) {
  std::vector<int64_t> batch;
  int64_t largest = 0;  // the batch's rows all weigh as much as its largest: padding counts
  for (const int64_t row : rows) {
    const int64_t weight = batch_weight(lengths[row], config);
    largest = std::max(largest, weight);
    if (!batch.empty() && static_cast<int64_t>(batch.size() + 1) * largest > config.size) {
      plan.push_back(std::exchange(batch, {}));
      largest = weight;
    }
    batch.push_back(row);
  }
  if (!batch.empty()) plan.push_back(std::move(batch));
}

}  // namespace

EpochPlan plan_epoch(const std::vector<PairLength>& lengths, const BatchConfig& config,
                     uint64_t seed, int64_t epoch) {
  Random random(derive_seed(seed, Stream::shuffle, {static_cast<uint64_t>(epoch)}));
  std::vector<int64_t> rows(lengths.size());
  std::iota(rows.begin(), rows.end(), int64_t{0});
  shuffle(rows, random);

  EpochPlan plan;
  if (config.bucketing > 1) {
    for (const Rows pool : cut_into_pools(rows, lengths, config)) {
      order_by_length(pool, lengths, config);
      cut_into_batches(pool, lengths, config, plan);
    }
  } else {
    cut_into_batches(rows, lengths, config, plan);
  }
  shuffle(plan, random);
  return plan;
}

PaddedShare padded_share(const EpochPlan& plan, const std::vector<PairLength>& lengths) {
  PairLength tokens, positions;
  for (const std::vector<int64_t>& batch : plan) {
    PairLength longest;
    for (const int64_t row : batch) {
      tokens.source += lengths[row].source;
      tokens.target += lengths[row].target;
      longest.source = std::max(longest.source, lengths[row].source);
      longest.target = std::max(longest.target, lengths[row].target);
    }
    positions.source += longest.source * static_cast<int64_t>(batch.size());
    positions.target += longest.target * static_cast<int64_t>(batch.size());
  }
  const auto share = [](int64_t real, int64_t all) {
    return all == 0 ? 0 : 1 - static_cast<double>(real) / static_cast<double>(all);
  };
  return {share(tokens.source, positions.source), share(tokens.target, positions.target)};
}

}  // namespace dragoman

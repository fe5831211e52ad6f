#include "dragoman/text/batching.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "dragoman/base/random.h"

namespace dragoman {
namespace {

using Rows = std::vector<int64_t>;

/// Cuts `rows` in order into groups as long as `fits(size, longest target, total target)` allows; a
/// group has at least one row.
std::vector<Rows> cut(const Rows& rows, const std::vector<PairLength>& lengths,
                      const std::function<bool(int64_t, int64_t, int64_t)>& fits) {
  std::vector<Rows> groups;
  int64_t longest = 0, total = 0;
  for (const int64_t row : rows) {
    const int64_t target = lengths[row].target;
    longest = std::max(longest, target);
    total += target;
    const bool joins =
        !groups.empty() && fits(static_cast<int64_t>(groups.back().size()) + 1, longest, total);
    if (!joins) {
      groups.emplace_back();
      longest = total = target;
    }
    groups.back().push_back(row);
  }
  return groups;
}

std::vector<Rows> cut_into_pools(const Rows& rows, const std::vector<PairLength>& lengths,
                                 const BatchConfig& config) {
  if (config.bucketing <= 1) return {rows};
  const int64_t room = config.bucketing * config.size;
  const bool counts_tokens = config.unit == BatchUnit::tokens;
  return cut(rows, lengths, [=](int64_t size, int64_t, int64_t total) {
    return (counts_tokens ? total : size) <= room;
  });
}

std::vector<Rows> cut_into_batches(const Rows& rows, const std::vector<PairLength>& lengths,
                                   const BatchConfig& config) {
  const bool counts_tokens = config.unit == BatchUnit::tokens;
  return cut(rows, lengths, [&](int64_t size, int64_t longest, int64_t) {
    return (counts_tokens ? size * longest : size) <= config.size;
  });
}

/// By target length, then source length, which rises and falls in turn: where two target lengths
/// meet in one batch, their sources are then both long or both short.
void sort_by_length(Rows& rows, const std::vector<PairLength>& lengths) {
  std::stable_sort(rows.begin(), rows.end(), [&](int64_t a, int64_t b) {
    const PairLength &left = lengths[a], &right = lengths[b];
    if (left.target != right.target) return left.target < right.target;
    return left.target % 2 == 0 ? left.source < right.source : left.source > right.source;
  });
}

}  // namespace

EpochPlan plan_epoch(const std::vector<PairLength>& lengths, const BatchConfig& config,
                     uint64_t seed, int64_t epoch) {
  Random random(derive_seed(seed, Stream::shuffle, {static_cast<uint64_t>(epoch)}));
  Rows rows(lengths.size());
  std::iota(rows.begin(), rows.end(), int64_t{0});
  shuffle(rows, random);

  EpochPlan plan;
  for (Rows& pool : cut_into_pools(rows, lengths, config)) {
    if (config.bucketing > 1) sort_by_length(pool, lengths);
    for (Rows& batch : cut_into_batches(pool, lengths, config)) plan.push_back(std::move(batch));
  }
  shuffle(plan, random);
  return plan;
}

PaddedShare padded_share(const EpochPlan& plan, const std::vector<PairLength>& lengths) {
  PairLength tokens, positions;
  for (const Rows& batch : plan) {
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

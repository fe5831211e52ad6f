#pragma once
#include <cstdint>
#include <vector>

#include "dragoman/config/config.h"
#include "dragoman/text/pair_source.h"

namespace dragoman {

/// Positions of pairs that are trained on together.
using BatchRows = std::vector<int64_t>;

/// A part of an epoch: pairs that are put in order and cut into batches together.
struct Pool {
  std::vector<EncodedPair> pairs;
  std::vector<BatchRows> batches;  // in order; positions in `pairs`, each once
};

/// How epochs go through pairs. Each epoch is a seeded order of all pairs, cut into pools of about
/// `config.bucketing` batches; any pool can be made without those before it, so that neither the
/// order nor the pairs of an epoch ever stand in memory. All is a function of the arguments.
class Batching {
 public:
  /// `pairs` must outlive it. @throws Error when there are none
  Batching(const PairSource& pairs, const BatchConfig& config, uint64_t seed);

  int64_t pools() const { return pools_; }

  /// How many pairs of an epoch come before a pool; of all of them before the one that does not
  /// exist.
  int64_t pairs_before(int64_t pool) const;

  Pool make_pool(int64_t epoch, int64_t pool) const;

 private:
  const PairSource& pairs_;
  BatchConfig config_;
  uint64_t seed_;
  int64_t pools_;
};

/// The batches of a pool whose pairs have these lengths: pairs of like source and target lengths
/// are put together and cut into batches, which are shuffled. `bucketing` = 1 leaves the lengths to
/// chance.
///
/// Unit `sentences`: `size` pairs a batch. Unit `tokens`: at most `size` target tokens a batch,
/// padding included; a pair longer than that makes a batch alone.
std::vector<BatchRows> plan_batches(const std::vector<PairLength>& lengths,
                                    const BatchConfig& config, uint64_t seed);

}  // namespace dragoman

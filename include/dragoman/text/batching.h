#pragma once
#include <cstdint>
#include <vector>

#include "dragoman/config/config.h"
#include "dragoman/text/encoded_corpus.h"

namespace dragoman {

/// The batches of one epoch, in order; each holds positions of pairs.
using EpochPlan = std::vector<std::vector<int64_t>>;

/// A pure function of its arguments: the pairs are shuffled and cut into pools of
/// `config.bucketing` batches or somewhat more; in a pool, pairs of like source and target lengths
/// are put together and cut into batches; the batches of the epoch are shuffled. `bucketing` = 1
/// leaves the lengths to chance. Every pair occurs exactly once.
///
/// Unit `sentences`: `size` pairs a batch. Unit `tokens`: at most `size` target tokens a batch,
/// padding included; a pair longer than that makes a batch alone.
EpochPlan plan_epoch(const std::vector<PairLength>& lengths, const BatchConfig& config,
                     uint64_t seed, int64_t epoch);

/// Which part of the batches' positions is padding, in [0, 1).
struct PaddedShare {
  double source = 0;
  double target = 0;
};
PaddedShare padded_share(const EpochPlan& plan, const std::vector<PairLength>& lengths);

}  // namespace dragoman

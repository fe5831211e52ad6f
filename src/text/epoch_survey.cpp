#include "dragoman/text/epoch_survey.h"

#include <algorithm>

#include "dragoman/base/selected.h"

namespace dragoman {
namespace {

constexpr int64_t pools_at_most = 20;

/// Positions of a batch, both sides, and those of them that are tokens.
struct Positions {
  PairLength all, tokens;

  int64_t both_sides() const { return all.source + all.target; }
};

Positions positions_of(const BatchRows& batch, const std::vector<PairLength>& lengths) {
  PairLength longest, tokens;
  for (const int64_t row : batch) {
    const PairLength& pair = lengths[static_cast<size_t>(row)];
    tokens.source += pair.source;
    tokens.target += pair.target;
    longest.source = std::max(longest.source, pair.source);
    longest.target = std::max(longest.target, pair.target);
  }
  const auto count = static_cast<int64_t>(batch.size());
  return {{longest.source * count, longest.target * count}, tokens};
}

double padding(int64_t tokens, int64_t positions) {
  return positions == 0 ? 0 : 1 - static_cast<double>(tokens) / static_cast<double>(positions);
}

}  // namespace

EpochSurvey survey_epoch(const Batching& batching) {
  EpochSurvey survey;
  PairLength all, tokens;
  int64_t most = 0;
  const int64_t pools = std::min(batching.pools(), pools_at_most);
  for (int64_t number = 0; number < pools; ++number) {
    const Pool pool = batching.make_pool(0, number);
    const std::vector<PairLength> lengths = lengths_of(pool.pairs);
    for (const BatchRows& batch : pool.batches) {
      const Positions positions = positions_of(batch, lengths);
      all.source += positions.all.source;
      all.target += positions.all.target;
      tokens.source += positions.tokens.source;
      tokens.target += positions.tokens.target;
      if (positions.both_sides() <= most) continue;
      most = positions.both_sides();
      survey.largest = selected(pool.pairs, {batch.begin(), batch.end()});
    }
    survey.batches += static_cast<double>(pool.batches.size());
  }
  const double parts = static_cast<double>(batching.pairs_before(batching.pools())) /
                       static_cast<double>(batching.pairs_before(pools));
  survey.batches *= parts;
  survey.target_tokens = static_cast<double>(tokens.target) * parts;
  survey.source_padding = padding(tokens.source, all.source);
  survey.target_padding = padding(tokens.target, all.target);
  return survey;
}

}  // namespace dragoman

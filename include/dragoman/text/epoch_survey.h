#pragma once
#include <cstdint>
#include <vector>

#include "dragoman/text/batching.h"

namespace dragoman {

/// What an epoch of batches is like.
struct EpochSurvey {
  double batches = 0;
  double target_tokens = 0;
  /// Which part of the batches' positions is padding, in [0, 1).
  double source_padding = 0, target_padding = 0;
  /// The pairs of the batch with the most positions, padding and both sides counted.
  std::vector<EncodedPair> largest;
};

/// Of the first epoch: from all of its pools or, where they are many, from the first of them.
EpochSurvey survey_epoch(const Batching& batching);

}  // namespace dragoman

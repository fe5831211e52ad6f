#pragma once
#include "dragoman/text/batch.h"

namespace dragoman {

/// The words that a decoder is given, each with probability `share` not the target's but the one
/// that the model would have written there: scheduled sampling (Bengio et al. 2015), whose own
/// words come from one pass over the true ones (Duckworth et al. 2019). The begin tokens stay.
/// @param likeliest int64 [T, B], what the model would write at each position
/// @return int64 [T, B]
torch::Tensor mixed_words(const Batch& batch, const torch::Tensor& likeliest, double share);

}  // namespace dragoman

#pragma once
#include <cstdint>

#include "dragoman/config/config.h"

namespace dragoman {

/// How much a run does, unless patience ends it earlier.
struct RunLength {
  int64_t updates_in_epoch = 0;
  int64_t updates = 0;
  int64_t validations = 0;
  int64_t checkpoints = 0;   // written; not all are kept
  double target_tokens = 0;  // end tokens included, padding not
};

/// @param batches, target_tokens of one epoch
RunLength run_length(const Config& config, int64_t batches, int64_t target_tokens);

}  // namespace dragoman

#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "dragoman/training/run_directory.h"

namespace dragoman {

/// The first logged event that is not the same in two runs.
struct RunDeviation {
  int64_t update = 0;
  std::string field;          // of the event, as in "loss", or "weights" for their fingerprint
  std::string first, second;  // values, as metrics.jsonl has them
};

/// How far two runs are the same, by what metrics.jsonl says of each.
struct RunDifference {
  int64_t events = 0;      // that both have and that were compared, up to the first that differs
  int64_t last_equal = 0;  // the last update at which they were the same; 0 where they never were
  std::optional<RunDeviation> deviation;
};

/// Compares what two runs logged of the same updates, and of the weights at the same validations;
/// times are no part of it.
/// @throws InputError where a run has logged nothing
RunDifference difference_of(const RunDirectory& first, const RunDirectory& second);

}  // namespace dragoman

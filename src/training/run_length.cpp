#include "dragoman/training/run_length.h"

#include <algorithm>
#include <cmath>

namespace dragoman {
namespace {

int64_t rounded_up(double number) {
  constexpr double most = 1e18;  // which still is an int64_t
  return static_cast<int64_t>(std::min(std::ceil(number), most));
}

/// How often something happens that happens every so many updates and at the end.
int64_t times(int64_t updates, int64_t every) {
  return (updates + every - 1) / every;
}

}  // namespace

RunLength run_length(const Config& config, int64_t batches, int64_t target_tokens) {
  const TrainingConfig& training = config.training;
  const double updates_in_epoch =
      static_cast<double>(batches) / static_cast<double>(config.batch.accumulate);
  RunLength length;
  length.updates_in_epoch = rounded_up(updates_in_epoch);
  const int64_t by_epochs = rounded_up(updates_in_epoch * static_cast<double>(training.max_epochs));
  length.updates = training.max_epochs > 0 ? by_epochs : training.max_updates;
  if (training.max_updates > 0) length.updates = std::min(length.updates, training.max_updates);
  const double epochs = static_cast<double>(length.updates) / updates_in_epoch;
  length.target_tokens = epochs * static_cast<double>(target_tokens);
  if (!config.data.valid_source.empty()) {
    const int64_t every = config.validation.every;
    length.validations = every > 0 ? times(length.updates, every) : rounded_up(epochs);
    const bool overshoots = every == 0 && training.max_epochs > 0;  // by a part of an update
    if (overshoots) length.validations = std::min(length.validations, training.max_epochs);
  }
  const int64_t every = training.checkpoint_every;
  length.checkpoints =
      every > 0 ? times(length.updates, every) : std::max<int64_t>(1, length.validations);
  return length;
}

}  // namespace dragoman

#include "training/scheduled_sampling.h"

#include <torch/utils.h>

namespace dragoman {

torch::Tensor mixed_words(const Batch& batch, const torch::Tensor& likeliest, double share) {
  const int64_t later = batch.target_input.size(0) - 1;
  // Drawn on the CPU, whose seed is that of the update.
  const torch::Tensor draws = torch::rand({later, batch.target_input.size(1)});
  const torch::Tensor own = (draws < share).to(batch.target_input.device());
  const torch::Tensor given = batch.target_input.narrow(0, 1, later);
  // Position t is given what was written at t − 1. Padding stays.
  const torch::Tensor replaced = own & batch.target_mask.narrow(0, 1, later);
  const torch::Tensor mixed = torch::where(replaced, likeliest.narrow(0, 0, later), given);
  return torch::cat({batch.target_input.narrow(0, 0, 1), mixed});
}

}  // namespace dragoman

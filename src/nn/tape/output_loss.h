#pragma once
#include <vector>

#include <torch/autograd.h>

#include "dragoman/nn/arithmetic.h"
#include "dragoman/nn/loss.h"

namespace dragoman {

using torch::autograd::variable_list;

// Rows of logits in flight: large enough for a good product, small enough for the caches.
inline constexpr int64_t output_chunk_rows = 512;

/// `cross_entropy_loss` by kernels: what is trained, then the cross-entropy.
variable_list output_loss(const Outputs& outputs, const Tensor& words, const LossTerms& terms,
                          const std::vector<Outputs>& teachers, const Tensor& weights,
                          Precision precision);

}  // namespace dragoman

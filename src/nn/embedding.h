#pragma once
#include <torch/types.h>

#include "dragoman/nn/arithmetic.h"

namespace dragoman {

/// The rows `words` (int64, any shape) of table [V, E] → [..., E], differentiable.
torch::Tensor embed(const torch::Tensor& table, const torch::Tensor& words,
                    const Arithmetic& arithmetic);

}  // namespace dragoman

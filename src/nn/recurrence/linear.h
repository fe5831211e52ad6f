#pragma once
#include <torch/types.h>

#include "dragoman/nn/arithmetic.h"

namespace dragoman {

/// input [..., K] · Wᵀ + bias → [..., N], differentiable, in the arithmetic given.
/// @param weight [N, K] @param bias [N], or undefined
torch::Tensor linear(const torch::Tensor& input, const torch::Tensor& weight,
                     const torch::Tensor& bias, const Arithmetic& arithmetic);

}  // namespace dragoman

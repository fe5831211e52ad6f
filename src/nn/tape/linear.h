#pragma once
#include <torch/types.h>

#include "dragoman/nn/arithmetic.h"

namespace dragoman {

using torch::Tensor;

/// torch::linear in the arithmetic given: input [..., K] · Wᵀ + bias → [..., N], differentiable.
/// @param weight [N, K] @param bias [N], or undefined
Tensor linear(const Tensor& input, const Tensor& weight, const Tensor& bias,
              const Arithmetic& arithmetic);

}  // namespace dragoman

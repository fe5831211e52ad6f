#pragma once
#include <torch/types.h>

#include "dragoman/nn/arithmetic.h"
#include "dragoman/nn/weight.h"

namespace dragoman {

/// `affine` in the arithmetic given: input [..., K] · Wᵀ + bias → [..., N], differentiable.
/// @param weight [N, K] @param bias [N], or undefined
Tensor linear(const Tensor& input, const Weight& weight, const Tensor& bias,
              const Arithmetic& arithmetic);

}  // namespace dragoman

#pragma once
#include <torch/types.h>

namespace dragoman::cuda {

/// Whether the current GPU multiplies bfloat16 and TF32 natively.
bool has_bfloat16();

/// out [M, N] (+)= left [M, K] · right [K, N], on the current GPU: both bfloat16, or float32 that
/// is multiplied as TF32, with mantissas of 10 bits; out float32, in which is summed. Each has a
/// dimension whose elements follow one another.
void multiply(const torch::Tensor& left, const torch::Tensor& right, const torch::Tensor& out,
              bool accumulate);

}  // namespace dragoman::cuda

#pragma once
#include <torch/types.h>

namespace dragoman::cuda {

/// Whether the current GPU multiplies bfloat16 natively.
bool has_bfloat16();

/// out [M, N] (+)= left [M, K] · right [K, N], both bfloat16 and on the current GPU; out float32,
/// in which is summed. Each has a dimension whose elements follow one another.
void multiply_bfloat16(const torch::Tensor& left, const torch::Tensor& right,
                       const torch::Tensor& out, bool accumulate);

}  // namespace dragoman::cuda

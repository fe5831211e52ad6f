#pragma once
#include <torch/types.h>

#include "dragoman/config/config.h"
#include "dragoman/kernels/cuda.h"

namespace dragoman {

/// How a model computes: by the fast kernels, whose products have a precision of their own, or step
/// by step through LibTorch. Only training is fast; the rest takes the reference path.
struct Arithmetic {
  Kernels kernels = Kernels::fast;
  Precision precision = Precision::fp32;  // or bf16; on a GPU tf32, too

  /// Whether a function of `tensor` goes through the fast kernels: on the CPU, and on a GPU where
  /// those for it were built.
  bool fast_on(const torch::Tensor& tensor) const {
    return kernels == Kernels::fast && (tensor.is_cpu() || cuda::is_available());
  }
};

inline constexpr Arithmetic reference_arithmetic{Kernels::reference, Precision::fp32};

}  // namespace dragoman

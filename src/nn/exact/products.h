#pragma once
#include <torch/types.h>

#include "dragoman/nn/weight.h"

namespace dragoman {

// The products of a step. On the CPU, where no gradient is recorded, they are exact: each row of a
// result has the same bits whatever other rows there are, on any number of threads, with any BLAS.
// Elsewhere they are LibTorch's, and have a gradient.

/// Whether functions of `tensor` are exact here.
bool is_exact(const Tensor& tensor);

/// input [..., K] · Wᵀ + bias → [..., N]. @param weight [N, K] @param bias [N], or undefined
Tensor affine(const Tensor& input, const Weight& weight, const Tensor& bias = {});

/// Of each query the products with all keys: queries [..., Q, D] · keysᵀ [..., S, D] → [..., Q, S].
/// The dimensions before, of which there may be two at most, are equal.
Tensor dot_products(const Tensor& queries, const Tensor& keys);

/// weights [..., Q, S] · values [..., S, D] → [..., Q, D]
Tensor weighted_sums(const Tensor& weights, const Tensor& values);

}  // namespace dragoman

#pragma once
#include <torch/types.h>

namespace dragoman {

using torch::Tensor;

// What a step does to each row beside its products; exact where those are (see products.h).

/// Any shape.
Tensor tanh_of(const Tensor& values);

/// Softmax of scores [..., S] over the true positions of mask, which broadcasts to them; exactly 0
/// elsewhere.
Tensor softmax_over(const Tensor& scores, const Tensor& mask);

/// Logarithm of the softmax over the last dimension.
Tensor log_softmax_of(const Tensor& scores);

/// vᵀ tanh(query + key_s): query [B, A], v [A], keys [B, S, A] → [B, S].
Tensor additive_scores_of(const Tensor& query, const Tensor& v, const Tensor& keys);

}  // namespace dragoman

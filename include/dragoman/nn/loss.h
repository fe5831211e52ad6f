#pragma once
#include <torch/types.h>

#include "dragoman/nn/arithmetic.h"

namespace dragoman {

using torch::Tensor;

struct Loss {
  Tensor smoothed;       // 0-d, summed over words; what is differentiated
  Tensor cross_entropy;  // 0-d, summed over words, without smoothing and gradient; exp of its mean
                         // is the perplexity
};

/// The output layer, softmax and label-smoothed cross-entropy (Szegedy et al. 2016, section 7) in
/// one:
///   loss = Σ_n (1 − ε) · −log p(y_n) + ε · mean_v −log p(v),  p = softmax(W r_n + b).
/// Rows go through in chunks, whose gradient is taken at once: no [N, V] tensor is kept.
/// @param readouts [N, E] @param weight [V, E] @param bias [V] @param words int64 [N]
Loss smoothed_cross_entropy(const Tensor& readouts, const Tensor& weight, const Tensor& bias,
                            const Tensor& words, double smoothing,
                            const Arithmetic& arithmetic = {});

}  // namespace dragoman

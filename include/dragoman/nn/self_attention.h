#pragma once
#include <torch/nn/modules/dropout.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/normalization.h>

namespace dragoman {

using torch::Tensor;

template <typename Real>
struct StepSelfAttention;
template <typename Real>
class StepWeights;

/// A layer of multi-head self-attention (Vaswani et al. 2017, eq. 1 and section 3.2.2) with a
/// residual connection and layer normalisation after it (section 3.1):
///   x' = LayerNorm(x + W^O [head_1; …; head_N]),
///   head_n = softmax(Q_n K_nᵀ / √d) V_n,  [Q K V] = x W^QKVᵀ,  d = M/N.
class SelfAttention : public torch::nn::Module {
 public:
  /// @throws InputError when `heads` does not divide `width`
  SelfAttention(int64_t width, int64_t heads, double dropout);

  /// @param states [B, S, M] @param mask bool [B, S], true = token @return [B, S, M], meaningless
  /// on padding
  Tensor forward(const Tensor& states, const Tensor& mask);

  /// `forward` in evaluation, as a search takes it.
  template <typename Real>
  StepSelfAttention<Real> step(const StepWeights<Real>& weights) const;

 private:
  int64_t heads_;
  torch::nn::Linear input_{nullptr};   // W^Q, W^K, W^V: [3M, M]
  torch::nn::Linear output_{nullptr};  // W^O: [M, M]
  torch::nn::LayerNorm norm_{nullptr};
  torch::nn::Dropout dropout_{nullptr};
};

}  // namespace dragoman

#pragma once
#include "dragoman/nn/attention.h"

namespace dragoman {

/// N heads of scaled dot products, each of width d = M/N (Vaswani et al. 2017, eq. 1 and section
/// 3.2.2, with the decoder state as the one query):
///   head_n = Σ_s softmax_s((W_n^Q h)ᵀ (W_n^K k_s) / √d) W_n^V k_s,   context = W^O [head_1; …;
///   head_N].
class MultiHeadAttention : public Attention {
 public:
  /// @throws InputError when N does not divide M
  explicit MultiHeadAttention(const AttentionShape& shape);

  AttentionMemory remember(const Tensor& encoded, const Tensor& mask,
                           const Arithmetic& arithmetic) override;
  AttentionStep attend(const Tensor& query, const AttentionMemory& memory,
                       const Tensor& carry) override;
  std::unique_ptr<AttentionKernel> kernel(AttentionBuffers buffers, Precision precision,
                                          GradientLedger& ledger) override;
  std::shared_ptr<const StepAttention<float>> step(const StepWeights<float>& weights,
                                                   const AttentionUse& use) override;
  std::shared_ptr<const StepAttention<double>> step(const StepWeights<double>& weights,
                                                    const AttentionUse& use) override;

 private:
  template <typename Real>
  std::shared_ptr<const StepAttention<Real>> make_step(const StepWeights<Real>& weights,
                                                       const AttentionUse& use) const;

  int64_t heads_;
  Tensor query_weight_;   // W^Q of all heads, [M, H]
  Tensor key_weight_;     // W^K, [M, M]
  Tensor value_weight_;   // W^V, [M, M]
  Tensor output_weight_;  // W^O, [M, M]
};

}  // namespace dragoman

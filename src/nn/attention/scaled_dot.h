#pragma once
#include "dragoman/nn/attention.h"

namespace dragoman {

/// score(h, k_s) = hᵀ k_s / √M   (Vaswani et al. 2017, eq. 1). Needs H = M.
class ScaledDotAttention : public ScoredAttention {
 public:
  explicit ScaledDotAttention(const AttentionShape& shape);

  std::unique_ptr<AttentionKernel> kernel(AttentionBuffers buffers, Precision precision,
                                          GradientLedger& ledger) override;

 protected:
  Tensor score(const Tensor& query, const Tensor& keys) override;
};

}  // namespace dragoman

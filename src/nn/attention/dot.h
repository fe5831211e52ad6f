#pragma once
#include "dragoman/nn/attention.h"

namespace dragoman {

/// score(h, k_s) = hᵀ k_s   (Luong et al. 2015, eq. 8, dot). Needs H = M.
class DotAttention : public ScoredAttention {
 public:
  explicit DotAttention(const AttentionShape& shape);

  std::unique_ptr<AttentionKernel> kernel(AttentionBuffers buffers, Precision precision,
                                          GradientLedger& ledger) override;

 protected:
  Tensor score(const Tensor& query, const Tensor& keys) override;
};

}  // namespace dragoman

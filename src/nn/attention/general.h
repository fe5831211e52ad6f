#pragma once
#include "dragoman/nn/attention.h"

namespace dragoman {

/// score(h, k_s) = hᵀ W k_s   (Luong et al. 2015, eq. 8, general).
class GeneralAttention : public ScoredAttention {
 public:
  explicit GeneralAttention(const AttentionShape& shape);

  std::unique_ptr<AttentionKernel> kernel(AttentionBuffers buffers, Precision precision,
                                          GradientLedger& ledger) override;

 protected:
  Tensor project_keys(const Tensor& encoded, const Arithmetic& arithmetic) override;
  Tensor score(const Tensor& query, const Tensor& keys) override;

 private:
  Weight weight_;  // [H, M]
};

}  // namespace dragoman

#pragma once
#include "dragoman/nn/attention.h"

namespace dragoman {

/// No attention: every step sees the same vector, the mean of the memory, whatever the query
/// (the fixed vector of Cho et al. 2014, section 2.2, averaged over the source).
///   score(h, k_s) = 0
class FixedVectorAttention : public ScoredAttention {
 public:
  explicit FixedVectorAttention(const AttentionShape& shape);

  std::unique_ptr<AttentionKernel> kernel(AttentionBuffers buffers, Precision precision,
                                          GradientLedger& ledger) override;

 protected:
  Tensor score(const Tensor& query, const Tensor& keys) override;
};

}  // namespace dragoman

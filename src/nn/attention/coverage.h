#pragma once
#include "nn/attention/additive.h"

namespace dragoman {

/// Additive attention that sees what each position got so far, c_s = Σ of its weights at the steps
/// before (Tu et al. 2016, eq. 6 and 8; See et al. 2017, eq. 11):
///   score(s, k_s) = vᵀ tanh(W s + U k_s + w c_s + b).
/// The carry is c.
class CoverageAttention : public AdditiveAttention {
 public:
  explicit CoverageAttention(const AttentionShape& shape);

  AttentionStep attend(const Tensor& query, const AttentionMemory& memory,
                       const Tensor& carry) override;
  std::unique_ptr<AttentionKernel> kernel(AttentionBuffers buffers, Precision precision,
                                          GradientLedger& ledger) override;

 protected:
  Tensor coverage_weight() const override { return coverage_weight_; }

 private:
  Tensor coverage_weight_;  // w, [A]
};

}  // namespace dragoman

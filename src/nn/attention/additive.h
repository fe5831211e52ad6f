#pragma once
#include "dragoman/nn/attention.h"

namespace dragoman {

/// score(s, k_s) = vᵀ tanh(W s + U k_s + b)   (Bahdanau et al. 2015, section 3.1 and appendix
/// A.1.2; the bias as in the authors' own program and in Nematus). U k_s + b is computed once per
/// source.
class AdditiveAttention : public ScoredAttention {
 public:
  explicit AdditiveAttention(const AttentionShape& shape, bool with_bias = true);

  std::unique_ptr<AttentionKernel> kernel(AttentionBuffers buffers, Precision precision,
                                          GradientLedger& ledger) override;

  std::shared_ptr<const StepScore<float>> step_score(
      const StepWeights<float>& weights) const override;
  std::shared_ptr<const StepScore<double>> step_score(
      const StepWeights<double>& weights) const override;

 protected:
  Tensor project_keys(const Tensor& encoded, const Arithmetic& arithmetic) override;
  Tensor score(const Tensor& query, const Tensor& keys) override;

  /// w [A], by which a key grows with what its position got so far; undefined without coverage.
  virtual Tensor coverage_weight() const { return {}; }

 private:
  template <typename Real>
  std::shared_ptr<const StepScore<Real>> make_score(const StepWeights<Real>& weights) const;

  Tensor query_weight_;  // [A, H]
  Tensor key_weight_;    // [A, M]
  Tensor v_;             // [A]
  Tensor bias_;          // [A], or undefined
};

}  // namespace dragoman

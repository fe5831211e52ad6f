#pragma once
#include <string_view>

#include "dragoman/nn/attention.h"

namespace dragoman {

/// Base of the kinds whose score is scale · query · key_s; they share its kernel.
class DotProductAttention : public ScoredAttention {
 public:
  explicit DotProductAttention(double scale) : scale_(scale) {}

  std::unique_ptr<AttentionKernel> kernel(AttentionBuffers buffers, Precision precision,
                                          GradientLedger& ledger) final;

  std::shared_ptr<const StepScore<float>> step_score(
      const StepWeights<float>& weights) const override;
  std::shared_ptr<const StepScore<double>> step_score(
      const StepWeights<double>& weights) const override;

 protected:
  Tensor score(const Tensor& query, const Tensor& keys) override;

  /// What makes the keys of the encoded source, [H, M]; undefined where that is the keys.
  virtual Tensor key_weight() const { return {}; }

 private:
  template <typename Real>
  std::shared_ptr<const StepScore<Real>> make_score(const StepWeights<Real>& weights) const;

  double scale_;
};

/// For kinds whose keys are the memory itself.
/// @param setting what chose the kind, as in `model.attention.kind = "…"`
/// @throws InputError unless H = M
void require_equal_widths(const AttentionShape& shape, std::string_view setting);

}  // namespace dragoman

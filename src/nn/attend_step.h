#pragma once
#include "dragoman/nn/attention.h"
#include "nn/step/attention.h"

namespace dragoman {

/// The step of a kind that has no kernel of its own: `attend`, for the hypotheses of one sentence
/// at a time.
template <typename Real>
class AttendStep final : public StepAttention<Real> {
 public:
  AttendStep(Attention& attention, int64_t query_width, StepProduct<Real> use);

  std::shared_ptr<const SentenceMemory<Real>> remember(
      const RowsOf<const Real>& encoded) const override;
  void attend(const AttentionRows<Real>& rows, Workspace<Real>& workspace) const override;
  int64_t outputs() const override { return use_.outputs(); }

 private:
  std::shared_ptr<Attention> attention_;
  int64_t query_width_;
  StepProduct<Real> use_;
};

extern template class AttendStep<float>;
extern template class AttendStep<double>;

}  // namespace dragoman

#pragma once
#include "nn/step/attention.h"

namespace dragoman {

/// The weights of a multi-head attention (see attention/multi_head.h).
template <typename Real>
struct MultiHeadProducts {
  StepProduct<Real> query, key, value;  // W^Q, W^K, W^V
  StepProduct<Real> output;             // what the decoder makes of W^O, [N, M]
  int64_t heads;
};

/// One step of N heads, each of which reads its own columns of queries, keys and values.
template <typename Real>
class MultiHeadStep final : public StepAttention<Real> {
 public:
  explicit MultiHeadStep(MultiHeadProducts<Real> products) : products_(std::move(products)) {}

  std::shared_ptr<const SentenceMemory<Real>> remember(
      const RowsOf<const Real>& encoded) const override;
  void attend(const AttentionRows<Real>& rows, Workspace<Real>& workspace) const override;
  int64_t outputs() const override { return products_.output.outputs(); }
  int64_t heads() const override { return products_.heads; }

 private:
  MultiHeadProducts<Real> products_;
};

extern template class MultiHeadStep<float>;
extern template class MultiHeadStep<double>;

}  // namespace dragoman

#include "nn/attention/none.h"

#include "nn/recurrence/attention/dot_kernel.h"

namespace dragoman {

FixedVectorAttention::FixedVectorAttention(const AttentionShape& /*shape*/) {}

Tensor FixedVectorAttention::score(const Tensor& query, const Tensor& keys) {
  return torch::zeros({query.size(0), keys.size(1)}, query.options().requires_grad(false));
}

std::unique_ptr<AttentionKernel> FixedVectorAttention::kernel(AttentionBuffers buffers,
                                                              Precision /*precision*/,
                                                              GradientLedger& ledger) {
  return std::make_unique<DotKernel>(std::move(buffers), 0, ledger);
}

}  // namespace dragoman

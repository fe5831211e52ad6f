#include "nn/attention/none.h"

namespace dragoman {

FixedVectorAttention::FixedVectorAttention(const AttentionShape& /*shape*/)
    : DotProductAttention(0) {}

Tensor FixedVectorAttention::score(const Tensor& query, const Tensor& keys) {
  return torch::zeros({query.size(0), keys.size(1)}, query.options().requires_grad(false));
}

}  // namespace dragoman

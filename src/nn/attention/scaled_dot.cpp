#include "nn/attention/scaled_dot.h"

#include <cmath>

namespace dragoman {

ScaledDotAttention::ScaledDotAttention(const AttentionShape& shape)
    : DotProductAttention(1 / std::sqrt(static_cast<double>(shape.memory))) {
  require_equal_widths(shape, "model.attention.kind = \"scaled_dot\"");
}

Tensor ScaledDotAttention::score(const Tensor& query, const Tensor& keys) {
  const double scale = 1 / std::sqrt(static_cast<double>(keys.size(2)));
  return torch::bmm(keys, (query * scale).unsqueeze(2)).squeeze(2);
}

}  // namespace dragoman

#pragma once
#include "nn/attention/dot_product.h"

namespace dragoman {

/// score(h, k_s) = hᵀ k_s / √M   (Vaswani et al. 2017, eq. 1). Needs H = M.
class ScaledDotAttention : public DotProductAttention {
 public:
  /// @throws InputError unless H = M
  explicit ScaledDotAttention(const AttentionShape& shape);
};

}  // namespace dragoman

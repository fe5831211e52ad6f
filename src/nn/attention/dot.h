#pragma once
#include "nn/attention/dot_product.h"

namespace dragoman {

/// score(h, k_s) = hᵀ k_s   (Luong et al. 2015, eq. 8, dot). Needs H = M.
class DotAttention : public DotProductAttention {
 public:
  /// @param setting what chose this kind, for the error @throws InputError unless H = M
  explicit DotAttention(const AttentionShape& shape,
                        std::string_view setting = "model.attention.kind");
};

}  // namespace dragoman

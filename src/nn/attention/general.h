#pragma once
#include "nn/attention/dot_product.h"

namespace dragoman {

/// score(h, k_s) = hᵀ W k_s   (Luong et al. 2015, eq. 8, general).
class GeneralAttention : public DotProductAttention {
 public:
  explicit GeneralAttention(const AttentionShape& shape);

 protected:
  Tensor project_keys(const Tensor& encoded, const Arithmetic& arithmetic) override;
  Tensor key_weight() const override { return weight_; }

 private:
  Tensor weight_;  // [H, M]
};

}  // namespace dragoman

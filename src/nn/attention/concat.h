#pragma once
#include "nn/attention/additive.h"

namespace dragoman {

/// score(h, k_s) = vᵀ tanh(W [h; k_s])   (Luong et al. 2015, eq. 8, concat). W's two halves are
/// `query_weight` and `key_weight`: the additive score without its bias.
class ConcatAttention : public AdditiveAttention {
 public:
  explicit ConcatAttention(const AttentionShape& shape);
};

}  // namespace dragoman

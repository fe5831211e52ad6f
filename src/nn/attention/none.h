#pragma once
#include "nn/attention/dot_product.h"

namespace dragoman {

/// No attention: every step sees the same vector, the mean of the memory, whatever the query
/// (the fixed vector of Cho et al. 2014, section 2.2, averaged over the source).
///   score(h, k_s) = 0
class FixedVectorAttention : public DotProductAttention {
 public:
  explicit FixedVectorAttention(const AttentionShape& shape);

 protected:
  Tensor score(const Tensor& query, const Tensor& keys) override;
};

}  // namespace dragoman

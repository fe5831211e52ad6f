#include "nn/attention/general.h"

#include <torch/nn/init.h>

#include "nn/tape/linear.h"

namespace dragoman {

GeneralAttention::GeneralAttention(const AttentionShape& shape)
    : DotProductAttention(1),
      weight_(register_parameter("weight", torch::empty({shape.query, shape.memory}))) {
  torch::nn::init::xavier_uniform_(weight_);
}

Tensor GeneralAttention::project_keys(const Tensor& encoded, const Arithmetic& arithmetic) {
  return linear(encoded, weight_, {}, arithmetic);
}

}  // namespace dragoman

#include "nn/attention/general.h"

#include <torch/nn/init.h>

namespace dragoman {

GeneralAttention::GeneralAttention(const AttentionWidths& widths)
    : weight_(register_parameter("weight", torch::empty({widths.query, widths.memory}))) {
  torch::nn::init::xavier_uniform_(weight_);
}

Tensor GeneralAttention::project_keys(const Tensor& encoded) {
  return torch::linear(encoded, weight_);
}

Tensor GeneralAttention::score(const Tensor& query, const Tensor& keys) {
  return torch::bmm(keys, query.unsqueeze(2)).squeeze(2);
}

}  // namespace dragoman

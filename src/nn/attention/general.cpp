#include "nn/attention/general.h"

#include <torch/nn/init.h>

#include "nn/exact/products.h"
#include "nn/recurrence/attention/dot_kernel.h"
#include "nn/recurrence/linear.h"

namespace dragoman {

GeneralAttention::GeneralAttention(const AttentionShape& shape)
    : weight_(own(register_parameter("weight", torch::empty({shape.query, shape.memory})))) {
  torch::nn::init::xavier_uniform_(weight_);
}

Tensor GeneralAttention::project_keys(const Tensor& encoded, const Arithmetic& arithmetic) {
  return linear(encoded, weight_, {}, arithmetic);
}

Tensor GeneralAttention::score(const Tensor& query, const Tensor& keys) {
  return dot_products(query.unsqueeze(1), keys).squeeze(1);
}

std::unique_ptr<AttentionKernel> GeneralAttention::kernel(AttentionBuffers buffers,
                                                          Precision /*precision*/,
                                                          GradientLedger& ledger) {
  return std::make_unique<DotKernel>(std::move(buffers), 1, ledger);
}

}  // namespace dragoman

#include "nn/attention/multi_head.h"

#include <cmath>

#include <torch/nn/init.h>

#include "dragoman/base/error.h"
#include "nn/step/multi_head_attention.h"
#include "nn/step_weights.h"
#include "nn/tape/attention/multi_head_kernel.h"
#include "nn/tape/linear.h"

namespace dragoman {

MultiHeadAttention::MultiHeadAttention(const AttentionShape& shape)
    : heads_(shape.heads),
      query_weight_(register_parameter("query_weight", torch::empty({shape.memory, shape.query}))),
      key_weight_(register_parameter("key_weight", torch::empty({shape.memory, shape.memory}))),
      value_weight_(register_parameter("value_weight", torch::empty({shape.memory, shape.memory}))),
      output_weight_(
          register_parameter("output_weight", torch::empty({shape.memory, shape.memory}))) {
  if (shape.memory % shape.heads != 0) {
    fail_input("model.attention.heads = {}: expected a divisor of the memory width {}", shape.heads,
               shape.memory);
  }
  for (const Tensor& weight : {query_weight_, key_weight_, value_weight_, output_weight_}) {
    torch::nn::init::xavier_uniform_(weight);
  }
}

AttentionMemory MultiHeadAttention::remember(const Tensor& encoded, const Tensor& mask,
                                             const Arithmetic& arithmetic) {
  check_encoded(encoded, mask);
  return {linear(encoded, key_weight_, {}, arithmetic),
          linear(encoded, value_weight_, {}, arithmetic), mask};
}

AttentionStep MultiHeadAttention::attend(const Tensor& query, const AttentionMemory& memory,
                                         const Tensor& /*carry*/) {
  check_query(query, memory);
  const int64_t batch = memory.keys.size(0), source = memory.keys.size(1);
  const int64_t width = memory.keys.size(2) / heads_;
  const auto by_head = [&](const Tensor& vectors) {  // [B, S, M] → [B, N, S, d]
    return vectors.view({batch, source, heads_, width}).transpose(1, 2);
  };
  const double scale = 1 / std::sqrt(static_cast<double>(width));
  const Tensor queries =
      (torch::linear(query, query_weight_) * scale).view({batch, heads_, 1, width});
  const Tensor scores = torch::matmul(queries, by_head(memory.keys).transpose(2, 3)).squeeze(2);
  const Tensor weights = softmax_over(scores, memory.mask.unsqueeze(1));
  const Tensor contexts = torch::matmul(weights.unsqueeze(2), by_head(memory.values));
  return {torch::linear(contexts.reshape({batch, heads_ * width}), output_weight_),
          weights.mean(1),
          {},
          weights};
}

std::unique_ptr<AttentionKernel> MultiHeadAttention::kernel(AttentionBuffers buffers,
                                                            Precision precision,
                                                            GradientLedger& ledger) {
  return std::make_unique<MultiHeadKernel>(std::move(buffers),
                                           MultiHeadWeights{query_weight_, output_weight_, heads_},
                                           precision, ledger);
}

template <typename Real>
std::shared_ptr<const StepAttention<Real>> MultiHeadAttention::make_step(
    const StepWeights<Real>& weights, const AttentionUse& use) const {
  const PresentWeights factor(weights.read(), {output_weight_});
  const Tensor output = use.context.detach().matmul(output_weight_.detach());
  return std::make_shared<MultiHeadStep<Real>>(
      MultiHeadProducts<Real>{weights.product(query_weight_), weights.product(key_weight_),
                              weights.product(value_weight_), weights.product(output), heads_});
}

std::shared_ptr<const StepAttention<float>> MultiHeadAttention::step(
    const StepWeights<float>& weights, const AttentionUse& use) {
  return make_step(weights, use);
}

std::shared_ptr<const StepAttention<double>> MultiHeadAttention::step(
    const StepWeights<double>& weights, const AttentionUse& use) {
  return make_step(weights, use);
}

}  // namespace dragoman

#include "nn/attention/additive.h"

#include <cmath>

#include <torch/nn/init.h>

#include "nn/step/scored_attention.h"
#include "nn/step_weights.h"
#include "nn/tape/attention/additive_kernel.h"
#include "nn/tape/linear.h"

namespace dragoman {

AdditiveAttention::AdditiveAttention(const AttentionShape& shape, bool with_bias)
    : query_weight_(register_parameter("query_weight", torch::empty({shape.hidden, shape.query}))),
      key_weight_(register_parameter("key_weight", torch::empty({shape.hidden, shape.memory}))),
      v_(register_parameter("v", torch::empty(shape.hidden))) {
  if (with_bias) bias_ = register_parameter("bias", torch::zeros(shape.hidden));
  torch::nn::init::xavier_uniform_(query_weight_);
  torch::nn::init::xavier_uniform_(key_weight_);
  const double bound = 1 / std::sqrt(static_cast<double>(shape.hidden));
  torch::nn::init::uniform_(v_, -bound, bound);
}

Tensor AdditiveAttention::project_keys(const Tensor& encoded, const Arithmetic& arithmetic) {
  return linear(encoded, key_weight_, bias_, arithmetic);
}

Tensor AdditiveAttention::score(const Tensor& query, const Tensor& keys) {
  const Tensor projected = torch::linear(query, query_weight_).unsqueeze(1);
  return torch::matmul(torch::tanh(keys + projected), v_);
}

std::unique_ptr<AttentionKernel> AdditiveAttention::kernel(AttentionBuffers buffers,
                                                           Precision precision,
                                                           GradientLedger& ledger) {
  return std::make_unique<AdditiveKernel>(std::move(buffers), query_weight_, v_, precision, ledger);
}

template <typename Real>
std::shared_ptr<const StepScore<Real>> AdditiveAttention::make_score(
    const StepWeights<Real>& weights) const {
  const Tensor coverage = coverage_weight();
  AdditiveScore<Real> score{weights.product(query_weight_), weights.numbers(v_), {}};
  if (coverage.defined()) score.coverage_weights = weights.numbers(coverage);
  return std::make_shared<StepScore<Real>>(std::move(score), weights.product(key_weight_, bias_));
}

std::shared_ptr<const StepScore<float>> AdditiveAttention::step_score(
    const StepWeights<float>& weights) const {
  return make_score(weights);
}

std::shared_ptr<const StepScore<double>> AdditiveAttention::step_score(
    const StepWeights<double>& weights) const {
  return make_score(weights);
}

}  // namespace dragoman

#include "dragoman/nn/self_attention.h"

#include <cmath>

#include "dragoman/base/error.h"
#include "dragoman/nn/attention.h"
#include "nn/step/encoder.h"
#include "nn/step_weights.h"

namespace dragoman {

SelfAttention::SelfAttention(int64_t width, int64_t heads, double dropout)
    : heads_(heads),
      input_(register_module(
          "input", torch::nn::Linear(torch::nn::LinearOptions(width, 3 * width).bias(false)))),
      output_(register_module(
          "output", torch::nn::Linear(torch::nn::LinearOptions(width, width).bias(false)))),
      norm_(register_module("norm", torch::nn::LayerNorm(torch::nn::LayerNormOptions({width})))),
      dropout_(register_module("dropout", torch::nn::Dropout(dropout))) {
  if (width % heads != 0) {
    fail_input("model.encoder.self_attention_heads = {}: expected a divisor of the memory width {}",
               heads, width);
  }
}

Tensor SelfAttention::forward(const Tensor& states, const Tensor& mask) {
  check_encoded(states, mask);
  const int64_t batch = states.size(0), source = states.size(1), width = states.size(2) / heads_;
  const std::vector<Tensor> parts =  // queries, keys, values, each [B, N, S, d]
      input_(states).view({batch, source, 3, heads_, width}).permute({2, 0, 3, 1, 4}).unbind(0);
  const double scale = 1 / std::sqrt(static_cast<double>(width));
  const Tensor scores = torch::matmul(parts[0] * scale, parts[1].transpose(2, 3));
  const Tensor weights = softmax_over(scores, mask.unsqueeze(1).unsqueeze(2));
  const Tensor heads = torch::matmul(weights, parts[2]).transpose(1, 2);
  const Tensor attended = output_(heads.reshape({batch, source, heads_ * width}));
  return norm_(states + dropout_(attended));
}

template <typename Real>
StepSelfAttention<Real> SelfAttention::step(const StepWeights<Real>& weights) const {
  return {weights.product(input_->weight), weights.product(output_->weight),
          weights.numbers(norm_->weight), weights.numbers(norm_->bias), heads_};
}

template StepSelfAttention<float> SelfAttention::step(const StepWeights<float>&) const;
template StepSelfAttention<double> SelfAttention::step(const StepWeights<double>&) const;

}  // namespace dragoman

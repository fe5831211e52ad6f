#include "nn/attention/local.h"

#include <cmath>

#include <torch/nn/init.h>

#include "nn/attention/concat.h"
#include "nn/attention/dot.h"
#include "nn/attention/general.h"
#include "nn/step/scored_attention.h"
#include "nn/step_weights.h"

namespace dragoman {
namespace {

std::shared_ptr<ScoredAttention> make_score(const AttentionShape& shape) {
  switch (shape.local_score) {
    case LocalScore::dot:
      return std::make_shared<DotAttention>(shape, "model.attention.local_score");
    case LocalScore::general:
      return std::make_shared<GeneralAttention>(shape);
    case LocalScore::concat:
      return std::make_shared<ConcatAttention>(shape);
  }
  TORCH_CHECK(false, "no such score");
}

}  // namespace

LocalAttention::LocalAttention(const AttentionShape& shape)
    : window_(shape.window), score_(register_module("score", make_score(shape))) {}

AttentionMemory LocalAttention::remember(const Tensor& encoded, const Tensor& mask,
                                         const Arithmetic& arithmetic) {
  return score_->remember(encoded, mask, arithmetic);
}

AttentionStep LocalAttention::attend(const Tensor& query, const AttentionMemory& memory,
                                     const Tensor& carry) {
  check_query(query, memory);
  const Centre found = centre(query, memory.mask.sum(1).to(query.dtype()), carry);
  const Tensor positions = torch::arange(memory.mask.size(1), query.options().requires_grad(false));
  const Tensor offsets = positions - found.position.unsqueeze(1);
  Tensor scores = score_->score(query, memory.keys);
  const Tensor preferred = preference(offsets);
  if (preferred.defined()) scores = scores + preferred;
  const Tensor near = memory.mask.logical_and(offsets.abs().le(static_cast<double>(window_)));
  const Tensor weights = softmax_over(scores, near);
  return {weighted_sum(weights, memory.values), weights, found.carry};
}

template <typename Real>
std::shared_ptr<const StepAttention<Real>> LocalAttention::make_step(
    const StepWeights<Real>& weights, const AttentionUse& use) const {
  StepWindow<Real> window{static_cast<Real>(window_), {}, {}};
  if (const auto [weight, v] = prediction(); weight.defined()) {
    window.position = weights.product(weight);
    window.v = weights.numbers(v);
  }
  return std::make_shared<ScoredStep<Real>>(*score_->step_score(weights),
                                            weights.product(use.context), std::move(window));
}

std::shared_ptr<const StepAttention<float>> LocalAttention::step(const StepWeights<float>& weights,
                                                                 const AttentionUse& use) {
  return make_step(weights, use);
}

std::shared_ptr<const StepAttention<double>> LocalAttention::step(
    const StepWeights<double>& weights, const AttentionUse& use) {
  return make_step(weights, use);
}

LocalAttention::Centre LocalMonotonicAttention::centre(const Tensor& /*query*/,
                                                       const Tensor& lengths, const Tensor& carry) {
  const Tensor step = carry.defined() ? carry : torch::zeros_like(lengths, torch::kLong);
  return {torch::minimum(step.to(lengths.dtype()), lengths - 1), step + 1};
}

LocalPredictiveAttention::LocalPredictiveAttention(const AttentionShape& shape)
    : LocalAttention(shape),
      position_weight_(
          register_parameter("position_weight", torch::empty({shape.hidden, shape.query}))),
      position_v_(register_parameter("position_v", torch::empty(shape.hidden))) {
  torch::nn::init::xavier_uniform_(position_weight_);
  const double bound = 1 / std::sqrt(static_cast<double>(shape.hidden));
  torch::nn::init::uniform_(position_v_, -bound, bound);
}

LocalAttention::Centre LocalPredictiveAttention::centre(const Tensor& query, const Tensor& lengths,
                                                        const Tensor& /*carry*/) {
  const Tensor hidden = torch::tanh(torch::linear(query, position_weight_));
  const Tensor score = torch::matmul(hidden, position_v_);
  return {lengths * torch::sigmoid(score), {}};
}

Tensor LocalPredictiveAttention::preference(const Tensor& offsets) const {
  const double deviation = static_cast<double>(window_) / 2;
  return offsets.square() / (-2 * deviation * deviation);
}

}  // namespace dragoman

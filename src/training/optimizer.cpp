#include "dragoman/training/optimizer.h"

#include <cmath>

#include <ATen/Parallel.h>
#include <torch/utils.h>

namespace dragoman {
namespace {

constexpr int64_t elements_per_task = 1 << 15;

/// The numbers of one Adam update.
struct AdamStep {
  double gradient_scale;
  double l2;     // added to the gradient, times the value (Adam)
  double decay;  // 1 − rate · weight decay (AdamW), else 1
  double beta1, beta2, epsilon;
  double rate;          // divided by the first bias correction
  double second_scale;  // 1 / sqrt of the second bias correction
};

AdamStep adam_step(const OptimizerConfig& config, double gradient_scale, double rate,
                   int64_t number) {
  const bool decoupled = config.kind == OptimizerKind::adamw;
  const double updates = static_cast<double>(number);
  return {gradient_scale,
          decoupled ? 0 : config.weight_decay,
          decoupled ? 1 - rate * config.weight_decay : 1,
          config.beta1,
          config.beta2,
          config.epsilon,
          rate / (1 - std::pow(config.beta1, updates)),
          1 / std::sqrt(1 - std::pow(config.beta2, updates))};
}

template <typename Real>
void adam_pass(const AdamStep& step, Real* __restrict values, const Real* __restrict gradients,
               Real* __restrict first, Real* __restrict second, int64_t begin, int64_t end) {
  const Real scale = static_cast<Real>(step.gradient_scale), l2 = static_cast<Real>(step.l2);
  const Real decay = static_cast<Real>(step.decay), epsilon = static_cast<Real>(step.epsilon);
  const Real beta1 = static_cast<Real>(step.beta1), beta2 = static_cast<Real>(step.beta2);
  const Real rate = static_cast<Real>(step.rate);
  const Real second_scale = static_cast<Real>(step.second_scale);
  for (int64_t i = begin; i < end; ++i) {
    const Real gradient = gradients[i] * scale + l2 * values[i];
    first[i] = beta1 * first[i] + (1 - beta1) * gradient;
    second[i] = beta2 * second[i] + (1 - beta2) * gradient * gradient;
    const Real denominator = std::sqrt(second[i]) * second_scale + epsilon;
    values[i] = values[i] * decay - rate * first[i] / denominator;
  }
}

void adam_on_cpu(const AdamStep& step, const Tensor& values, const Tensor& gradients,
                 const Tensor& first, const Tensor& second) {
  AT_DISPATCH_FLOATING_TYPES(values.scalar_type(), "adam", [&] {
    auto* value = values.data_ptr<scalar_t>();
    const auto* gradient = gradients.data_ptr<scalar_t>();
    auto* first_moment = first.data_ptr<scalar_t>();
    auto* second_moment = second.data_ptr<scalar_t>();
    at::parallel_for(0, values.numel(), elements_per_task, [&](int64_t begin, int64_t end) {
      adam_pass<scalar_t>(step, value, gradient, first_moment, second_moment, begin, end);
    });
  });
}

/// The same with LibTorch's operators, for any device.
void adam_anywhere(const AdamStep& step, const Tensor& values, const Tensor& gradients,
                   const Tensor& first, const Tensor& second) {
  const Tensor gradient = torch::add(gradients * step.gradient_scale, values, step.l2);
  first.mul_(step.beta1).add_(gradient, 1 - step.beta1);
  second.mul_(step.beta2).addcmul_(gradient, gradient, 1 - step.beta2);
  const Tensor denominator = second.sqrt().mul_(step.second_scale).add_(step.epsilon);
  values.mul_(step.decay).addcdiv_(first, denominator, -step.rate);
}

void sgd(const OptimizerConfig& config, const Tensor& values, const Tensor& gradients,
         double gradient_scale, double rate, const Tensor& velocity) {
  const Tensor gradient = torch::add(gradients * gradient_scale, values, config.weight_decay);
  if (velocity.defined()) velocity.mul_(config.momentum).add_(gradient);
  values.sub_(velocity.defined() ? velocity : gradient, rate);
}

}  // namespace

Optimizer::Optimizer(const OptimizerConfig& config, const Tensor& values)
    : config_(config), values_(values) {
  if (config.kind != OptimizerKind::sgd) {
    state_ = {{"first_moment", torch::zeros_like(values)},
              {"second_moment", torch::zeros_like(values)}};
  } else if (config.momentum > 0) {
    state_ = {{"velocity", torch::zeros_like(values)}};
  }
}

void Optimizer::update(const Tensor& gradients, double gradient_scale, double learning_rate,
                       int64_t number) {
  const torch::NoGradGuard no_grad;
  if (config_.kind == OptimizerKind::sgd) {
    const auto velocity = state_.find("velocity");
    sgd(config_, values_, gradients, gradient_scale, learning_rate,
        velocity == state_.end() ? Tensor() : velocity->second);
    return;
  }
  const AdamStep step = adam_step(config_, gradient_scale, learning_rate, number);
  const auto pass = values_.is_cpu() ? adam_on_cpu : adam_anywhere;
  pass(step, values_, gradients, state_.at("first_moment"), state_.at("second_moment"));
}

double clipped_scale(double sum_norm, int64_t words, double clip_norm) {
  const double mean_norm = sum_norm / static_cast<double>(words);
  const double clip = clip_norm > 0 && mean_norm > clip_norm ? clip_norm / mean_norm : 1;
  return clip / static_cast<double>(words);
}

}  // namespace dragoman

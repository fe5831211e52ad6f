#include "dragoman/training/optimizer.h"

#include <cmath>

#include <torch/utils.h>

#include "dragoman/kernels/adam.h"
#include "dragoman/kernels/cuda.h"
#include "dragoman/nn/array_of.h"

namespace dragoman {
namespace {

struct AdamBuffers {
  Tensor values, gradients, first, second;  // [P]
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

/// What the kernel does, with LibTorch's operators, for any device.
void adam_anywhere(const AdamStep& step, const AdamBuffers& buffers) {
  const auto& [values, gradients, first, second] = buffers;
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
                       int64_t number, const AveragedWeights::Step& average) {
  const torch::NoGradGuard no_grad;
  if (config_.kind != OptimizerKind::sgd) {
    const AdamStep step = adam_step(config_, gradient_scale, learning_rate, number);
    const AdamBuffers buffers{values_, gradients, state_.at("first_moment"),
                              state_.at("second_moment")};
    if (values_.is_cpu() || cuda::is_available()) {
      return adam(step,
                  {array_of(buffers.values), array_of(buffers.gradients), array_of(buffers.first),
                   array_of(buffers.second), array_of(average.average)},
                  average.weight);
    }
    adam_anywhere(step, buffers);
  } else {
    const auto velocity = state_.find("velocity");
    sgd(config_, values_, gradients, gradient_scale, learning_rate,
        velocity == state_.end() ? Tensor() : velocity->second);
  }
  if (average.average.defined()) Tensor(average.average).lerp_(values_, average.weight);
  Tensor(gradients).zero_();
}

double clipped_scale(double sum_norm, int64_t words, double clip_norm) {
  const double mean_norm = sum_norm / static_cast<double>(words);
  const double clip = clip_norm > 0 && mean_norm > clip_norm ? clip_norm / mean_norm : 1;
  return clip / static_cast<double>(words);
}

}  // namespace dragoman

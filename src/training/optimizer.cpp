#include "dragoman/training/optimizer.h"

#include <algorithm>
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

/// Moves the averages towards the values.
template <typename Real>
void average_pass(double weight, const Real* __restrict values, Real* __restrict averages,
                  int64_t begin, int64_t end) {
  const Real share = static_cast<Real>(weight);
  for (int64_t i = begin; i < end; ++i) averages[i] += share * (values[i] - averages[i]);
}

/// Adam, the average, and gradients of zero for the next update, while each piece is in the cache.
void adam_on_cpu(const AdamStep& step, const AdamBuffers& buffers,
                 const AveragedWeights::Step& average) {
  AT_DISPATCH_FLOATING_TYPES(buffers.values.scalar_type(), "adam", [&] {
    const auto data = [](const Tensor& tensor) { return tensor.data_ptr<scalar_t>(); };
    scalar_t* values = data(buffers.values);
    scalar_t* gradients = data(buffers.gradients);
    scalar_t* averages = average.average.defined() ? data(average.average) : nullptr;
    scalar_t *first = data(buffers.first), *second = data(buffers.second);
    at::parallel_for(0, buffers.values.numel(), elements_per_task, [&](int64_t from, int64_t to) {
      for (int64_t begin = from; begin < to; begin += elements_per_task) {
        const int64_t end = std::min(to, begin + elements_per_task);
        adam_pass<scalar_t>(step, values, gradients, first, second, begin, end);
        if (averages != nullptr)
          average_pass<scalar_t>(average.weight, values, averages, begin, end);
        std::fill(gradients + begin, gradients + end, scalar_t(0));
      }
    });
  });
}

/// The same with LibTorch's operators, for any device.
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
  const bool adam = config_.kind != OptimizerKind::sgd;
  if (adam) {
    const AdamStep step = adam_step(config_, gradient_scale, learning_rate, number);
    const AdamBuffers buffers{values_, gradients, state_.at("first_moment"),
                              state_.at("second_moment")};
    if (values_.is_cpu()) return adam_on_cpu(step, buffers, average);
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

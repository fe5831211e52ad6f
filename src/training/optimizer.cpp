#include "dragoman/training/optimizer.h"

#include <cmath>

#include <torch/utils.h>

#include "dragoman/kernels/adam.h"
#include "dragoman/kernels/cuda.h"
#include "dragoman/nn/array_of.h"

namespace dragoman {
namespace {

AdamStep adam_step(const OptimizerConfig& config, double rate, int64_t number) {
  const bool decoupled = config.kind == OptimizerKind::adamw;
  const double updates = static_cast<double>(number);
  return {decoupled ? 0 : config.weight_decay,
          decoupled ? 1 - rate * config.weight_decay : 1,
          config.beta1,
          config.beta2,
          config.epsilon,
          rate / (1 - std::pow(config.beta1, updates)),
          1 / std::sqrt(1 - std::pow(config.beta2, updates))};
}

/// What the kernel does, with LibTorch's operators, for any device.
void adam_anywhere(const AdamStep& step, double scale, const Tensor& values,
                   const Tensor& gradients, const Tensor& first, const Tensor& second) {
  const Tensor gradient = torch::add(gradients * scale, values, step.l2);
  first.mul_(step.beta1).add_(gradient, 1 - step.beta1);
  second.mul_(step.beta2).addcmul_(gradient, gradient, 1 - step.beta2);
  const Tensor denominator = second.sqrt().mul_(step.second_scale).add_(step.epsilon);
  values.mul_(step.decay).addcdiv_(first, denominator, -step.rate);
}

/// One stretch of all buffers.
struct Part {
  Tensor values, gradients;
  Tensor average;  // undefined where none is kept
  std::map<std::string, Tensor> state;
};

/// Has `update` change the values by the gradients times what it is given, if that is finite.
template <class Update>
void update_by(const Part& part, const Tensor& scale, double average_weight, const Update& update) {
  const double factor = scale.item<double>();
  if (std::isfinite(factor)) {
    update(factor);
    if (part.average.defined()) part.average.lerp_(part.values, average_weight);
  }
  part.gradients.zero_();
}

void update_by_adam(const AdamStep& step, const Part& part, const Tensor& scale,
                    double average_weight) {
  const Tensor first = part.state.at("first_moment"), second = part.state.at("second_moment");
  if (part.values.is_cpu() || cuda::is_available()) {
    return adam(step,
                {array_of(part.values), array_of(part.gradients), array_of(first), array_of(second),
                 array_of(part.average), array_of(scale)},
                average_weight);
  }
  update_by(part, scale, average_weight, [&](double factor) {
    adam_anywhere(step, factor, part.values, part.gradients, first, second);
  });
}

void update_by_sgd(const OptimizerConfig& config, const Part& part, const Tensor& scale,
                   double rate, double average_weight) {
  update_by(part, scale, average_weight, [&](double factor) {
    const Tensor gradient = torch::add(part.gradients * factor, part.values, config.weight_decay);
    const auto velocity = part.state.find("velocity");
    if (velocity != part.state.end()) velocity->second.mul_(config.momentum).add_(gradient);
    part.values.sub_(velocity == part.state.end() ? gradient : velocity->second, rate);
  });
}

}  // namespace

Optimizer::Optimizer(const OptimizerConfig& config, const Tensor& values,
                     std::vector<FlatParameters::Stretch> stretches)
    : config_(config), stretches_(std::move(stretches)), values_(values) {
  // Without weight decay all are treated alike.
  if (stretches_.empty() || config.weight_decay == 0) stretches_ = {{0, values.size(0), true}};
  if (config.kind != OptimizerKind::sgd) {
    state_ = {{"first_moment", torch::zeros_like(values)},
              {"second_moment", torch::zeros_like(values)}};
  } else if (config.momentum > 0) {
    state_ = {{"velocity", torch::zeros_like(values)}};
  }
}

void Optimizer::update(const Tensor& gradients, const Tensor& scale, double learning_rate,
                       int64_t number, const AveragedWeights::Step& average) {
  const torch::NoGradGuard no_grad;
  for (const auto& [begin, end, are_matrices] : stretches_) {
    const auto of = [begin = begin, count = end - begin](const Tensor& whole) {
      return whole.defined() ? whole.narrow(0, begin, count) : whole;
    };
    Part part = {of(values_), of(gradients), of(average.average), {}};
    for (const auto& [name, moment] : state_) part.state.emplace(name, of(moment));
    OptimizerConfig config = config_;
    if (!are_matrices) config.weight_decay = 0;
    if (config.kind == OptimizerKind::sgd) {
      update_by_sgd(config, part, scale, learning_rate, average.weight);
    } else {
      update_by_adam(adam_step(config, learning_rate, number), part, scale, average.weight);
    }
  }
}

Tensor clipped_scale(const Tensor& sum_norm, const Tensor& words, double clip_norm) {
  const Tensor nothing = sum_norm * 0;  // or NaN
  if (clip_norm == 0) return 1 / words + nothing;
  return (clip_norm * words / sum_norm).clamp_max(1) / words + nothing;
}

}  // namespace dragoman

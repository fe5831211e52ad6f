#include "dragoman/nn/recurrence/step_dropout.h"

#include <torch/utils.h>

namespace dragoman {

Tensor StepDropout::draw(at::IntArrayRef shape, const Tensor& like) const {
  const torch::NoGradGuard no_grad;
  return torch::empty(shape, like.options()).bernoulli_(1 - rate_).div_(1 - rate_);
}

Tensor StepDropout::step(const Tensor& input) {
  if (rate_ == 0) return input;
  if (!variational_) return input * draw(input.sizes(), input);
  if (!mask_.defined()) mask_ = draw(input.sizes(), input);
  return input * mask_;
}

Tensor StepDropout::sequence(const Tensor& input) {
  if (rate_ == 0) return input;
  if (!variational_) return input * draw(input.sizes(), input);
  if (!mask_.defined()) mask_ = draw(input.sizes().slice(1), input);
  return input * mask_;
}

Tensor drop_words(const Tensor& embedded, double rate) {
  if (rate == 0) return embedded;
  std::vector<int64_t> shape = embedded.sizes().vec();
  shape.back() = 1;
  return embedded * torch::empty(shape, embedded.options()).bernoulli_(1 - rate).div_(1 - rate);
}

}  // namespace dragoman

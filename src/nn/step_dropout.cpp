#include "dragoman/nn/step_dropout.h"

#include <cmath>
#include <mutex>

#include <ATen/CPUGeneratorImpl.h>
#include <torch/utils.h>

#include "dragoman/kernels/cuda.h"
#include "dragoman/kernels/masks.h"
#include "dragoman/nn/array_of.h"

namespace dragoman {
namespace {

uint64_t draw_seed() {
  at::Generator generator = at::detail::getDefaultCPUGenerator();
  const std::lock_guard lock(generator.mutex());
  return at::check_generator<at::CPUGeneratorImpl>(generator)->random64();
}

/// The elements [first, first + size of `shape`) of the endless mask of `seed`.
Tensor draw(at::IntArrayRef shape, const Tensor& like, double rate, uint64_t seed, int64_t first) {
  const torch::Device where = cuda::is_available() ? like.device() : torch::kCPU;
  const Tensor mask = torch::empty(shape, like.options().device(where).requires_grad(false));
  fill_mask(seed, first, rate, array_of(mask.flatten()));
  return mask.to(like.device());
}

}  // namespace

StepDropout::StepDropout(double rate, bool variational)
    : rate_(rate), variational_(variational), seed_(rate > 0 ? draw_seed() : 0) {}

Tensor StepDropout::step(const Tensor& input) {
  if (rate_ == 0) return input;
  const int64_t first = variational_ ? 0 : steps_done_ * input.numel();
  ++steps_done_;
  return input * draw(input.sizes(), input, rate_, seed_, first);
}

Tensor StepDropout::sequence(const Tensor& input) const {
  return rate_ == 0 ? input : input * masks(input.size(0), input[0]);
}

Tensor StepDropout::masks(int64_t steps, const Tensor& like) const {
  if (rate_ == 0) return {};
  std::vector<int64_t> shape = {variational_ ? 1 : steps};
  shape.insert(shape.end(), like.sizes().begin(), like.sizes().end());
  const Tensor drawn = draw(shape, like, rate_, seed_, 0);
  shape[0] = steps;
  return drawn.expand(shape);
}

Tensor drop_words(const Tensor& embedded, double rate) {
  if (rate == 0) return embedded;
  std::vector<int64_t> shape = embedded.sizes().vec();
  shape.back() = 1;
  return embedded * draw(shape, embedded, rate, draw_seed(), 0);
}

Tensor drop_spans(const Tensor& embedded, double rate, int64_t time) {
  const int64_t steps = embedded.size(time), sentences = embedded.size(1 - time);
  const auto width = static_cast<int64_t>(std::llround(rate * static_cast<double>(steps)));
  if (width == 0) return embedded;
  const Tensor draws =
      torch::rand({sentences}, torch::kDouble) * static_cast<double>(steps - width + 1);
  const Tensor begins = draws.floor().to(torch::kLong).unsqueeze(1);  // [B, 1]
  const Tensor places = torch::arange(steps);
  const Tensor kept = (places < begins) | (places >= begins + width);  // [B, S]
  return embedded *
         (time == 1 ? kept : kept.t()).unsqueeze(2).to(embedded.device(), embedded.scalar_type());
}

}  // namespace dragoman

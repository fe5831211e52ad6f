#include "training/gradient_sum.h"

namespace dragoman {

void GradientSum::watch(const torch::Tensor& memory) {
  if (processes_.size() == 1) return;
  memory.register_hook([this](const torch::Tensor& /*gradient*/) { begin(); });
}

void GradientSum::begin() {
  const int64_t decoder = parameters_.begin_of_last("decoder.");
  const torch::Tensor& gradients = parameters_.gradients();
  wait_for_decoder_ =
      processes_.begin_to_add_up(gradients.narrow(0, decoder, gradients.size(0) - decoder));
}

void GradientSum::finish() {
  if (processes_.size() == 1) return;
  if (!has_begun()) begin();  // a decoder that never looks at the memory
  processes_.add_up(parameters_.gradients().narrow(0, 0, parameters_.begin_of_last("decoder.")));
  wait_for_decoder_();
}

}  // namespace dragoman

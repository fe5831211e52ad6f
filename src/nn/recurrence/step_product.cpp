#include "nn/recurrence/step_product.h"

namespace dragoman {

StepProduct::StepProduct(const Tensor& weight, const Tensor& inputs, const Tensor& masks,
                         Precision precision, GradientLedger& ledger)
    : weight_(weight, precision),
      inputs_(inputs),
      masks_(masks),
      dropped_(masks.defined() ? torch::empty_like(inputs, torch::MemoryFormat::Contiguous)
                               : inputs),
      precision_(precision),
      ledger_(ledger),
      entry_(ledger.add(weight)) {}

void StepProduct::forward(int64_t t, const Tensor& out, bool accumulate) {
  Tensor dropped = dropped_[t];
  if (masks_.defined()) torch::mul_out(dropped, inputs_[t], masks_[t]);
  weight_.apply(dropped, out, accumulate);
}

void StepProduct::backward(int64_t t, const Tensor& output_gradient, const Tensor& input_gradient) {
  if (!masks_.defined()) {
    weight_.apply_transposed(output_gradient, input_gradient, true);
    return;
  }
  const Tensor dropped_gradient = torch::empty_like(input_gradient);
  weight_.apply_transposed(output_gradient, dropped_gradient);
  Tensor(input_gradient).addcmul_(dropped_gradient, masks_[t]);
}

void StepProduct::finish(const Tensor& output_gradients) {
  const Tensor gradient =
      torch::empty({weight_.outputs(), weight_.inputs()}, output_gradients.options());
  weight_gradient(output_gradients.flatten(0, 1), dropped_.flatten(0, 1), precision_, gradient);
  ledger_.gradient(entry_) = gradient;
}

}  // namespace dragoman

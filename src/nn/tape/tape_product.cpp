#include "nn/tape/tape_product.h"

namespace dragoman {

TapeProduct::TapeProduct(const Tensor& weight, const Tensor& inputs, const Tensor& masks,
                         Precision precision, GradientLedger& ledger)
    : weight_(weight, precision, Use::every_step),
      inputs_(inputs),
      masks_(masks),
      operands_(inputs),
      precision_(precision),
      ledger_(ledger),
      entry_(ledger.add(weight)) {
  if (rounds(inputs, precision) || masks.defined()) {
    const auto type = rounds(inputs, precision) ? torch::kBFloat16 : inputs.scalar_type();
    operands_ = torch::empty(inputs.sizes(), inputs.options().dtype(type));
  }
}

void TapeProduct::forward(int64_t t, const Tensor& out, bool accumulate) {
  Tensor operand = operands_[t];
  if (masks_.defined()) {
    torch::mul_out(operand, inputs_[t], masks_[t]);
  } else if (rounds(inputs_, precision_)) {
    operand.copy_(inputs_[t]);
  }
  weight_.multiply(operand, out, {.accumulate = accumulate});
}

void TapeProduct::backward(int64_t t, const Tensor& output_gradient, const Tensor& input_gradient) {
  if (!masks_.defined()) {
    weight_.multiply(output_gradient, input_gradient, {.gradient = true, .accumulate = true});
    return;
  }
  const Tensor dropped_gradient = torch::empty_like(input_gradient);
  weight_.multiply(output_gradient, dropped_gradient, {.gradient = true});
  Tensor(input_gradient).addcmul_(dropped_gradient, masks_[t]);
}

void TapeProduct::finish(const Tensor& output_gradients) {
  ledger_.write(entry_, [&](const Tensor& gradient, bool accumulate) {
    weight_gradient(output_gradients.flatten(0, 1), operands_.flatten(0, 1), precision_, gradient,
                    accumulate);
  });
}

}  // namespace dragoman

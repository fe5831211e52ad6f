#pragma once
#include "nn/tape/operator.h"
#include "nn/tape/product.h"

namespace dragoman {

/// A product inside the loop over time, out_t = (mask_t ⊙ x_t) Wᵀ, whose weights are packed once
/// and whose weight gradient is one product after the loop.
class TapeProduct {
 public:
  /// @param weight [N, K] @param inputs [T, B, K], step t filled by the time of `forward(t)`
  /// @param masks [T, B, K], or undefined
  TapeProduct(const Tensor& weight, const Tensor& inputs, const Tensor& masks, Precision precision,
              GradientLedger& ledger);

  /// out [B, N] (+)= the product of step t.
  void forward(int64_t t, const Tensor& out, bool accumulate = true);

  /// Adds to input_gradient [B, K] what the gradient [B, N] of step t's output gives.
  void backward(int64_t t, const Tensor& output_gradient, const Tensor& input_gradient);

  /// Once all steps went back. @param output_gradients [T, B, N]
  void finish(const Tensor& output_gradients);

 private:
  WeightOperand weight_;
  Tensor inputs_, masks_;
  Tensor operands_;  // [T, B, K], the inputs as they go into the product: dropped, rounded
  Precision precision_;
  GradientLedger& ledger_;
  GradientLedger::Entry entry_;
};

}  // namespace dragoman

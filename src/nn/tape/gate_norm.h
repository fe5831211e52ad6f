#pragma once
#include "dragoman/kernels/layer_norm.h"
#include "nn/tape/operator.h"

namespace dragoman {

/// Layer normalisation of each gate of a cell's sums over all steps, as `advance` in cell.h defines
/// it, in place of the sums: on the CPU by kernels, else by LibTorch.
class GateNorm {
 public:
  /// @param sums [T, B, G·H] @param gain [G·H] @param shift [G·H], or undefined
  GateNorm(const Tensor& sums, const Tensor& gain, const Tensor& shift, int64_t width,
           GradientLedger& ledger);

  /// The sums of step t become gain ⊙ N(sums) + shift.
  void forward(int64_t t);

  /// Where they are the gradient of that, they become the gradient of the sums.
  void backward(int64_t t);

  /// Once all steps went back: the gradient of the gain and, if there is one, of the shift.
  void finish();

  /// After `backward`: [G·H], the gradient of whatever is added to what `forward` made.
  Tensor shift_gradient() const;

 private:
  template <typename Real>
  NormGroups<Real> groups(int64_t t) const;
  void forward_by_libtorch(int64_t t);
  void backward_by_libtorch(int64_t t);

  int64_t width_;
  Tensor sums_, normal_, gradients_;  // [T, B, G, H]
  Tensor inverse_deviations_;         // [T, B, G, 1]
  Tensor gain_, shift_;               // [G, H]
  GradientLedger& ledger_;
  GradientLedger::Entry gain_entry_, shift_entry_;
};

}  // namespace dragoman

#include "nn/tape/gate_norm.h"

#include "nn/tape/product.h"

namespace dragoman {
namespace {

/// [..., G·H] → [..., G, H]
Tensor by_gate(const Tensor& tensor, int64_t width) {
  std::vector<int64_t> shape = tensor.sizes().vec();
  shape.back() /= width;
  shape.push_back(width);
  return tensor.view(shape);
}

template <typename Real>
Real* numbers(const Tensor& tensor) {
  return tensor.defined() ? tensor.data_ptr<Real>() : nullptr;
}

}  // namespace

GateNorm::GateNorm(const Tensor& sums, const Tensor& gain, const Tensor& shift, int64_t width,
                   GradientLedger& ledger)
    : width_(width),
      sums_(by_gate(sums, width)),
      normal_(torch::empty_like(sums_)),
      gradients_(torch::empty_like(sums_)),
      inverse_deviations_(torch::empty_like(sums_.narrow(3, 0, 1))),
      gain_(by_gate(gain.detach(), width)),
      shift_(shift.defined() ? by_gate(shift.detach(), width) : Tensor()),
      ledger_(ledger),
      gain_entry_(ledger.add(gain)),
      shift_entry_(shift.defined() ? ledger.add(shift) : 0) {}

template <typename Real>
NormGroups<Real> GateNorm::groups(int64_t t) const {
  const Tensor sums = sums_[t];
  return {sums.size(0) * sums.size(1),
          width_,
          sums.size(1),
          numbers<Real>(sums),
          numbers<Real>(gain_),
          numbers<Real>(shift_),
          numbers<Real>(normal_[t]),
          numbers<Real>(inverse_deviations_[t])};
}

void GateNorm::forward(int64_t t) {
  if (!sums_.is_cpu()) return forward_by_libtorch(t);
  sums_.scalar_type() == torch::kDouble ? normalise(groups<double>(t))
                                        : normalise(groups<float>(t));
}

void GateNorm::backward(int64_t t) {
  gradients_[t].copy_(sums_[t]);
  if (!sums_.is_cpu()) return backward_by_libtorch(t);
  sums_.scalar_type() == torch::kDouble ? normalise_backward(groups<double>(t))
                                        : normalise_backward(groups<float>(t));
}

void GateNorm::forward_by_libtorch(int64_t t) {
  Tensor sums = sums_[t];
  const auto [normal, mean, inverse_deviation] =
      torch::native_layer_norm(sums, {width_}, {}, {}, layer_norm_epsilon);
  normal_[t].copy_(normal);
  inverse_deviations_[t].copy_(inverse_deviation);
  torch::mul_out(sums, normal, gain_);
  if (shift_.defined()) sums.add_(shift_);
}

void GateNorm::backward_by_libtorch(int64_t t) {
  Tensor gradient = sums_[t];
  const Tensor of_normal = gradient * gain_, normal = normal_[t];
  const Tensor along = (of_normal * normal).mean(-1, true);
  const Tensor rest = (of_normal - of_normal.mean(-1, true)).addcmul_(normal, along, -1);
  torch::mul_out(gradient, rest, inverse_deviations_[t]);
}

void GateNorm::finish() {
  ledger_.gradient(gain_entry_) = sum_of_rows((gradients_ * normal_).flatten(2));
  if (shift_.defined()) ledger_.gradient(shift_entry_) = shift_gradient();
}

Tensor GateNorm::shift_gradient() const {
  return sum_of_rows(gradients_.flatten(2));
}

}  // namespace dragoman

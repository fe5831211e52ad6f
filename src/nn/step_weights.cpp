#include "nn/step_weights.h"

#include "dragoman/kernels/int8_weight.h"

namespace dragoman {
namespace {

template <typename Real>
std::shared_ptr<const WeightProduct<Real>> packed(const MatrixView<Real>& view,
                                                  SearchPrecision precision) {
  if constexpr (std::is_same_v<Real, float>) {
    if (precision == SearchPrecision::int8) return std::make_shared<const Int8Weight>(view);
    if (precision == SearchPrecision::bf16) return std::make_shared<const Bfloat16Weight>(view);
  }
  return std::make_shared<const PackedWeight<Real>>(view);
}

}  // namespace

template <typename Real>
StepProduct<Real> StepWeights<Real>::product(const Tensor& weight, const Tensor& bias) const {
  const Tensor matrix = weight.detach();
  const MatrixView<Real> view{matrix.data_ptr<Real>(), matrix.size(0), matrix.size(1),
                              matrix.stride(0), matrix.stride(1)};
  return {packed(view, precision_), bias.defined() ? numbers(bias) : std::vector<Real>{}};
}

template <typename Real>
StepCell<Real> StepWeights<Real>::cell(CellKind kind, const CellWeights& weights) const {
  return StepCell<Real>(kind, product(weights.weight_hh, weights.bias_hh));
}

template <typename Real>
std::vector<Real> StepWeights<Real>::numbers(const Tensor& tensor) const {
  const Tensor dense = tensor.detach().contiguous();
  const Real* begin = dense.data_ptr<Real>();
  return {begin, begin + dense.numel()};
}

template class StepWeights<float>;
template class StepWeights<double>;

}  // namespace dragoman

#include "nn/step_weights.h"

namespace dragoman {

template <typename Real>
StepProduct<Real> StepWeights<Real>::product(const Tensor& weight, const Tensor& bias) const {
  const Tensor matrix = weight.detach();
  const MatrixView<Real> view{matrix.data_ptr<Real>(), matrix.size(0), matrix.size(1),
                              matrix.stride(0), matrix.stride(1)};
  return {std::make_shared<const PackedWeight<Real>>(view),
          bias.defined() ? numbers(bias) : std::vector<Real>{}};
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

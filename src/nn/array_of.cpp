#include "dragoman/nn/array_of.h"

namespace dragoman {
namespace {

Number number_of(torch::ScalarType type) {
  switch (type) {
    case torch::kFloat:
      return Number::float32;
    case torch::kDouble:
      return Number::float64;
    case torch::kBFloat16:
      return Number::bfloat16;
    case torch::kLong:
      return Number::int64;
    case torch::kBool:
      return Number::boolean;
    default:
      TORCH_CHECK(false, "kernels take no ", torch::toString(type));
  }
}

}  // namespace

Array array_of(const torch::Tensor& tensor) {
  if (!tensor.defined()) return {};
  Array array;
  TORCH_CHECK(tensor.dim() <= static_cast<int64_t>(array.sizes.size()),
              "kernels take up to four dimensions, got ", tensor.sizes());
  array.data = tensor.data_ptr();
  array.number = number_of(tensor.scalar_type());
#ifdef DRAGOMAN_EMULATED_CUDA
  array.on_gpu = true;
#else
  array.on_gpu = tensor.is_cuda();
#endif
  std::copy(tensor.sizes().begin(), tensor.sizes().end(), array.sizes.begin());
  std::copy(tensor.strides().begin(), tensor.strides().end(), array.strides.begin());
  return array;
}

}  // namespace dragoman

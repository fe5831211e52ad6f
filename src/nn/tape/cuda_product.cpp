#include "nn/tape/cuda_product.h"

#include <algorithm>

#include <ATen/cuda/CUDAContext.h>
#include <cublas_v2.h>

#include "dragoman/base/error.h"

namespace dragoman::cuda {
namespace {

/// A row-major matrix as cuBLAS reads it, which counts columns first: transposed.
struct Operand {
  torch::Tensor tensor;
  cublasOperation_t operation;
  int leading;
};

Operand operand_of(const torch::Tensor& tensor) {
  const int64_t rows = tensor.stride(0), columns = tensor.stride(1);
  if (columns == 1 || tensor.size(1) == 1) {
    return {tensor, CUBLAS_OP_N, static_cast<int>(std::max(rows, tensor.size(1)))};
  }
  if (rows == 1 || tensor.size(0) == 1) {
    return {tensor, CUBLAS_OP_T, static_cast<int>(std::max(columns, tensor.size(0)))};
  }
  return operand_of(tensor.contiguous());
}

}  // namespace

bool has_bfloat16() {
  return at::cuda::getCurrentDeviceProperties()->major >= 8;
}

void multiply(const torch::Tensor& left, const torch::Tensor& right, const torch::Tensor& out,
              bool accumulate) {
  TORCH_CHECK(out.stride(1) == 1 || out.size(1) == 1, "out: its rows must be contiguous");
  const bool rounded = left.scalar_type() == torch::kBFloat16;
  const cudaDataType type = rounded ? CUDA_R_16BF : CUDA_R_32F;
  const float one = 1, kept = accumulate ? 1 : 0;
  const auto size = [](int64_t count) { return static_cast<int>(count); };
  // outᵀ = rightᵀ · leftᵀ
  const Operand first = operand_of(right), second = operand_of(left);
  const cublasStatus_t status = cublasGemmEx(
      at::cuda::getCurrentCUDABlasHandle(), first.operation, second.operation, size(out.size(1)),
      size(out.size(0)), size(left.size(1)), &one, first.tensor.data_ptr(), type, first.leading,
      second.tensor.data_ptr(), type, second.leading, &kept, out.data_ptr(), CUDA_R_32F,
      size(std::max(out.stride(0), out.size(1))),
      rounded ? CUBLAS_COMPUTE_32F : CUBLAS_COMPUTE_32F_FAST_TF32, CUBLAS_GEMM_DEFAULT);
  if (status != CUBLAS_STATUS_SUCCESS) {
    fail("a product on the GPU failed: {}", cublasGetStatusString(status));
  }
}

}  // namespace dragoman::cuda

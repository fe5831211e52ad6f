#include "nn/tape/product.h"

#include <optional>

#include <torch/utils.h>

#include "dragoman/kernels/onednn.h"
#include "dragoman/kernels/row_sums.h"
#include "dragoman/nn/array_of.h"
#include "nn/tape/cuda_product.h"

namespace dragoman {
namespace {

/// Whether cuBLAS is asked for what LibTorch does not offer: sums in fp32 of bf16, and TF32.
bool is_for_cublas(const Tensor& operand, Precision precision) {
  if (!operand.is_cuda()) return false;
  return operand.scalar_type() == torch::kBFloat16 ||
         (precision == Precision::tf32 && operand.scalar_type() == torch::kFloat);
}

void multiply_by_torch(const Tensor& taken_left, const Tensor& taken_right, const Tensor& out,
                       Precision precision, const ProductForm& form) {
  Tensor result = out;
  if (is_for_cublas(taken_left, precision)) {
    if (form.bias.defined()) result.copy_(form.bias.expand_as(result));
    const bool accumulate = form.accumulate || form.bias.defined();
    return cuda::multiply(taken_left, taken_right, result, accumulate);
  }
  const Tensor left = taken_left.to(out.scalar_type()), right = taken_right.to(out.scalar_type());
  if (form.bias.defined()) {
    torch::addmm_out(result, form.bias, left, right);
  } else {
    form.accumulate ? result.addmm_(left, right) : torch::mm_out(result, left, right);
  }
}

// Not a weight that is a single row or column: with AVX-512, oneDNN 3.7 reads and writes vectors as
// if their elements followed one another, whatever their strides say.
bool is_for_onednn(const Tensor& weight) {
  const bool is_vector = weight.size(0) == 1 || weight.size(1) == 1;
  return onednn::is_available() && weight.is_cpu() && weight.scalar_type() != torch::kDouble &&
         !is_vector;
}

onednn::Matrix matrix_of(const Tensor& tensor) {
  const Array array = array_of(tensor);
  return {array.data,       array.sizes[0],   array.sizes[1],
          array.strides[0], array.strides[1], array.number};
}

}  // namespace

struct WeightOperand::Packed {
  std::optional<onednn::PackedMatrix> straight, transposed;
};

WeightOperand::WeightOperand(const Tensor& weight, Precision precision, Use use)
    : weight_(rounded(weight.detach(), precision)),
      precision_(precision),
      packed_(use == Use::every_step && is_for_onednn(weight) ? new Packed : nullptr) {}

WeightOperand::~WeightOperand() = default;
WeightOperand::WeightOperand(WeightOperand&&) noexcept = default;

void WeightOperand::multiply(const Tensor& rows, const Tensor& out, const ProductForm& form) const {
  const Tensor right = form.gradient ? weight_ : weight_.t();
  const Tensor operand = rounded(rows, precision_);
  if (!is_for_onednn(weight_)) return multiply_by_torch(operand, right, out, precision_, form);
  const onednn::Matrix left = matrix_of(operand);
  const auto* bias = static_cast<const float*>(array_of(form.bias).data);
  if (packed_ == nullptr) {
    return onednn::multiply(left, matrix_of(right), matrix_of(out), form.accumulate, bias);
  }
  auto& packed = form.gradient ? packed_->transposed : packed_->straight;
  if (!packed) packed.emplace(matrix_of(right));
  packed->multiply(left, matrix_of(out), form.accumulate, bias);
}

bool rounds(const Tensor& tensor, Precision precision) {
  return precision == Precision::bf16 && tensor.scalar_type() == torch::kFloat;
}

Tensor rounded(const Tensor& tensor, Precision precision) {
  return rounds(tensor, precision) ? tensor.to(torch::kBFloat16) : tensor;
}

Tensor sum_of_rows(const Tensor& rows) {
  const Tensor sum = torch::empty(rows.size(-1), rows.options());
  sum_of_rows(array_of(rows.contiguous().flatten(0, -2)), array_of(sum));
  return sum;
}

bool has_native_bf16(torch::Device device) {
  return device.is_cpu() ? onednn::has_bfloat16() : cuda::has_bfloat16();
}

bool is_faster_in_bf16(torch::Device device) {
  return device.is_cpu() ? onednn::is_faster_in_bfloat16() : cuda::has_bfloat16();
}

std::string product_library(torch::Device device) {
  if (!device.is_cpu()) return "cuBLAS";
  return onednn::is_available() ? onednn::describe() : "LibTorch";
}

void weight_gradient(const Tensor& output_gradients, const Tensor& inputs, Precision precision,
                     const Tensor& gradient, bool accumulate) {
  const Tensor left = rounded(output_gradients, precision).t(), right = rounded(inputs, precision);
  if (!is_for_onednn(gradient)) {
    return multiply_by_torch(left, right, gradient, precision, {.accumulate = accumulate});
  }
  onednn::multiply(matrix_of(left), matrix_of(right), matrix_of(gradient), accumulate);
}

}  // namespace dragoman

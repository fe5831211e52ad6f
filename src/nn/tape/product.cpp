#include "nn/tape/product.h"

#include <optional>

#include <torch/utils.h>

#include "dragoman/kernels/onednn.h"
#include "dragoman/kernels/row_sums.h"
#include "dragoman/nn/array_of.h"

namespace dragoman {
namespace {

void multiply_by_torch(const Tensor& left, const Tensor& right, const Tensor& out,
                       const ProductForm& form) {
  Tensor result = out;
  if (form.bias.defined()) {
    torch::addmm_out(result, form.bias, left, right);
  } else {
    form.accumulate ? result.addmm_(left, right) : torch::mm_out(result, left, right);
  }
}

bool is_for_onednn(const Tensor& tensor) {
  return onednn::is_available() && tensor.is_cpu() && tensor.scalar_type() == torch::kFloat;
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
  if (!is_for_onednn(out)) return multiply_by_torch(rows, right, out, form);
  const Tensor operand = rounded(rows, precision_);
  const onednn::Matrix left = matrix_of(operand);
  const auto* bias = static_cast<const float*>(array_of(form.bias).data);
  if (packed_ == nullptr) {
    return onednn::multiply(left, matrix_of(right), matrix_of(out), form.accumulate, bias);
  }
  auto& packed = form.gradient ? packed_->transposed : packed_->straight;
  if (!packed) packed.emplace(matrix_of(right));
  packed->multiply(left, matrix_of(out), form.accumulate, bias);
}

Tensor rounded(const Tensor& tensor, Precision precision) {
  const bool rounds = precision == Precision::bf16 && tensor.scalar_type() == torch::kFloat;
  return rounds ? tensor.to(torch::kBFloat16) : tensor;
}

Tensor sum_of_rows(const Tensor& rows) {
  const Tensor sum = torch::empty(rows.size(-1), rows.options());
  sum_of_rows(array_of(rows.contiguous().flatten(0, -2)), array_of(sum));
  return sum;
}

bool has_native_bf16() {
  return onednn::has_bfloat16();
}

std::string product_library() {
  return onednn::is_available() ? onednn::describe() : "LibTorch";
}

void weight_gradient(const Tensor& output_gradients, const Tensor& inputs, Precision precision,
                     const Tensor& gradient, bool accumulate) {
  if (!is_for_onednn(gradient)) {
    return multiply_by_torch(output_gradients.t(), inputs, gradient, {.accumulate = accumulate});
  }
  const Tensor left = rounded(output_gradients, precision), right = rounded(inputs, precision);
  onednn::multiply(matrix_of(left.t()), matrix_of(right), matrix_of(gradient), accumulate);
}

}  // namespace dragoman

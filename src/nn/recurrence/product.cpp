#include "nn/recurrence/product.h"

#include <optional>

#include <torch/utils.h>

#include "nn/recurrence/onednn.h"

namespace dragoman {
namespace {

void multiply_by_torch(const Tensor& left, const Tensor& right, const Tensor& out,
                       bool accumulate) {
  Tensor result = out;
  accumulate ? result.addmm_(left, right) : torch::mm_out(result, left, right);
}

bool is_for_onednn(const Tensor& tensor) {
  return onednn::is_available() && tensor.is_cpu() && tensor.scalar_type() == torch::kFloat;
}

onednn::Matrix matrix_of(const Tensor& tensor) {
  const auto number =
      tensor.scalar_type() == torch::kBFloat16 ? onednn::Number::bfloat16 : onednn::Number::float32;
  return {tensor.data_ptr(), tensor.size(0),   tensor.size(1),
          tensor.stride(0),  tensor.stride(1), number};
}

onednn::Number number_of(Precision precision) {
  return precision == Precision::bf16 ? onednn::Number::bfloat16 : onednn::Number::float32;
}

Tensor in_precision(const Tensor& tensor, Precision precision) {
  return precision == Precision::bf16 ? tensor.to(torch::kBFloat16) : tensor;
}

}  // namespace

struct PackedWeight::Packed {
  std::optional<onednn::PackedMatrix> straight, transposed;
};

namespace {

void multiply_packed(std::optional<onednn::PackedMatrix>& packed, const Tensor& right,
                     Precision precision, const Tensor& rows, const Tensor& out, bool accumulate) {
  if (!packed) packed.emplace(matrix_of(right), number_of(precision));
  packed->multiply(matrix_of(in_precision(rows, precision)), matrix_of(out), accumulate);
}

}  // namespace

PackedWeight::PackedWeight(const Tensor& weight, Precision precision)
    : weight_(weight.detach()), precision_(precision), packed_(new Packed) {}

PackedWeight::~PackedWeight() = default;
PackedWeight::PackedWeight(PackedWeight&&) noexcept = default;

void PackedWeight::apply(const Tensor& rows, const Tensor& out, bool accumulate) const {
  const Tensor right = weight_.t();
  if (!is_for_onednn(weight_)) return multiply_by_torch(rows, right, out, accumulate);
  multiply_packed(packed_->straight, right, precision_, rows, out, accumulate);
}

void PackedWeight::apply_transposed(const Tensor& rows, const Tensor& out, bool accumulate) const {
  if (!is_for_onednn(weight_)) return multiply_by_torch(rows, weight_, out, accumulate);
  multiply_packed(packed_->transposed, weight_, precision_, rows, out, accumulate);
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
    return multiply_by_torch(output_gradients.t(), inputs, gradient, accumulate);
  }
  onednn::multiply(matrix_of(in_precision(output_gradients, precision).t()),
                   matrix_of(in_precision(inputs, precision)), matrix_of(gradient), accumulate);
}

}  // namespace dragoman

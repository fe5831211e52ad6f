#pragma once
#include <memory>
#include <string>

#include <torch/types.h>

#include "dragoman/config/config.h"

namespace dragoman {

using torch::Tensor;

/// How often a weight is multiplied before it changes: once or twice with many rows, or at every
/// step with few, which is worth laying it out anew.
enum class Use { once, every_step };

struct ProductForm {
  bool gradient = false;  ///< out [R, K] = rows [R, N] · W: the gradient of the rows of a product
  bool accumulate = false;  ///< adds to what is in `out`
  Tensor bias{};            ///< [N], added to each row; not where it accumulates
};

/// A weight matrix W [N, K] made ready for products, until its values change. On the CPU through
/// oneDNN, in `precision` with sums in float32, and so in bf16 and TF32 on a GPU through cuBLAS; a
/// weight of one row or column, other types and float32 on other devices through LibTorch.
class WeightOperand {
 public:
  WeightOperand(const Tensor& weight, Precision precision, Use use);
  ~WeightOperand();
  WeightOperand(WeightOperand&&) noexcept;

  /// out [R, N] = rows [R, K] · Wᵀ, but for what `form` changes.
  void multiply(const Tensor& rows, const Tensor& out, const ProductForm& form = {}) const;

  int64_t inputs() const { return weight_.size(1); }
  int64_t outputs() const { return weight_.size(0); }

 private:
  struct Packed;  // both layouts, each made at its first use

  Tensor weight_;  // rounded
  Precision precision_;
  std::unique_ptr<Packed> packed_;  // null for Use::once and where LibTorch multiplies
};

/// Whether products in bf16 can be computed there: the processor has them, and oneDNN is there; or
/// the GPU has them.
bool has_native_bf16(torch::Device device = torch::kCPU);

/// Whether they are also faster than those in fp32.
bool is_faster_in_bf16(torch::Device device = torch::kCPU);

/// What computes the products: "oneDNN 2.6.3 (AMX)", "cuBLAS", or "LibTorch".
std::string product_library(torch::Device device = torch::kCPU);

/// Whether products of `precision` round such numbers: doubles stay as they are.
bool rounds(const Tensor& tensor, Precision precision);

/// `tensor` as the products of `precision` take it on their left: in bf16, or as it is. All of them
/// round what is not rounded; what goes into several products is better rounded once.
Tensor rounded(const Tensor& tensor, Precision precision);

/// The sum of all rows of [..., N], as the gradient of a bias is: [N].
Tensor sum_of_rows(const Tensor& rows);

/// gradient [N, K] (+)= output_gradients [R, N]ᵀ · inputs [R, K]: of the W of a product.
void weight_gradient(const Tensor& output_gradients, const Tensor& inputs, Precision precision,
                     const Tensor& gradient, bool accumulate = false);

}  // namespace dragoman

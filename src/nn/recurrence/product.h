#pragma once
#include <memory>
#include <string>

#include <torch/types.h>

#include "dragoman/config/config.h"

namespace dragoman {

using torch::Tensor;

/// A weight matrix W [N, K] laid out for many products, until its values change. On the CPU through
/// oneDNN, in `precision` with sums in float32; in other types and on other devices through
/// LibTorch.
class PackedWeight {
 public:
  PackedWeight(const Tensor& weight, Precision precision);
  ~PackedWeight();
  PackedWeight(PackedWeight&&) noexcept;

  /// out [R, N] (+)= rows [R, K] · Wᵀ
  void apply(const Tensor& rows, const Tensor& out, bool accumulate = false) const;

  /// out [R, K] (+)= rows [R, N] · W, which is the gradient of the rows of `apply`.
  void apply_transposed(const Tensor& rows, const Tensor& out, bool accumulate = false) const;

  int64_t inputs() const { return weight_.size(1); }
  int64_t outputs() const { return weight_.size(0); }

 private:
  struct Packed;  // both layouts, each made at its first use

  Tensor weight_;
  Precision precision_;
  std::unique_ptr<Packed> packed_;
};

/// Whether products in bf16 are faster than in fp32 here: the processor has them, and oneDNN is
/// there.
bool has_native_bf16();

/// What computes the products: "oneDNN 2.6.3 (AMX)", or "LibTorch".
std::string product_library();

/// gradient [N, K] (+)= output_gradients [R, N]ᵀ · inputs [R, K]: of the W of `apply`.
void weight_gradient(const Tensor& output_gradients, const Tensor& inputs, Precision precision,
                     const Tensor& gradient, bool accumulate = false);

}  // namespace dragoman

#pragma once
#include "dragoman/kernels/packed_weight.h"

namespace dragoman {

/// A weight in 8 bits: W_nk ≈ scale_n · q_nk with q in [−127, 127] and a scale for each row of W.
/// Rows to be multiplied are rounded likewise, with a scale each; the sums of integer products are
/// exact, in 32 bits, so that they are the same on every processor.
///   out_rn = (scale_r · scale_n) · Σ_k q_rk q_nk + bias_n
class Int8Weight final : public WeightProduct<float> {
 public:
  explicit Int8Weight(const MatrixView<float>& weight);
  void multiply(const RowsOf<const float>& rows, const float* bias,
                const RowsOf<float>& out) const override;

 private:
  std::vector<int8_t> panels_;  // [N / panel_width, K / 2, panel_width, 2]
  std::vector<float> scales_;   // [N], filled up to whole panels
};

}  // namespace dragoman

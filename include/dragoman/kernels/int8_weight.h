#pragma once
#include <cstddef>

#include "dragoman/kernels/packed_weight.h"

namespace dragoman {

/// The chain of additions behind each result of K products of bytes.
struct Chains {
  int64_t together;  // products that a step adds: 4 with VNNI and AMX, else 2
  int64_t steps;     // K / together, K filled up with zeros

  static Chains filled(int64_t inputs, int64_t together, int64_t filled_to) {
    return {together, (inputs + filled_to - 1) / filled_to * filled_to / together};
  }
};

/// A weight in 8 bits: W_nk ≈ scale_n · q_nk with q in [−127, 127] and a scale for each row of W.
/// Rows to be multiplied are rounded likewise, with a scale each; the sums of integer products are
/// exact, in 32 bits, so that they are the same on every processor.
///   out_rn = (scale_r · scale_n) · Σ_k q_rk q_nk + bias_n
class Int8Weight final : public WeightProduct<float> {
 public:
  explicit Int8Weight(const MatrixView<float>& weight);
  void multiply(const RowsOf<const float>& rows, const float* bias,
                const RowsOf<float>& out) const override;
  void copy_row(int64_t n, int64_t begin, int64_t count, float* to) const override;

 private:
  /// Where q_nk stands in the panels.
  std::size_t place_of(int64_t n, int64_t k) const;
  void pack_column(int64_t n, const std::vector<int16_t>& rounded);
  template <typename Input>
  void multiply_rounded(const RowsOf<const float>& rows, const float* bias,
                        const RowsOf<float>& out) const;

  Chains chains_;
  std::vector<int8_t> panels_;  // [N / panel_width, steps, panel_width, together]
  std::vector<float> scales_;   // [N], filled up to whole panels
  std::vector<int32_t> sums_;   // [N], likewise: −byte_offset · Σ_k q_nk
};

}  // namespace dragoman

#pragma once
#include "dragoman/kernels/packed_weight.h"

namespace dragoman {

/// A weight W [N, K] that is kept row by row, for products with few of its rows. They are exact as
/// those of WeightProduct are, though with other bits: each is a sum in a fixed number of lanes.
template <typename Real>
class RowWeight {
 public:
  RowWeight(int64_t outputs, int64_t inputs) : outputs_(outputs), inputs_(inputs) {}
  virtual ~RowWeight() = default;

  /// out [R, J] with out_rj = W_n · row_r + bias_n, where n is the j-th of the chosen rows of W.
  /// Threads share the columns.
  virtual void multiply(const RowsOf<const Real>& rows, const std::vector<int64_t>& chosen,
                        const Real* bias, const RowsOf<Real>& out) const = 0;

  int64_t inputs() const { return inputs_; }
  int64_t outputs() const { return outputs_; }

 protected:
  int64_t outputs_, inputs_;
};

/// In the precision of its products.
template <typename Real>
class ExactRowWeight final : public RowWeight<Real> {
 public:
  explicit ExactRowWeight(const MatrixView<Real>& weight);
  void multiply(const RowsOf<const Real>& rows, const std::vector<int64_t>& chosen,
                const Real* bias, const RowsOf<Real>& out) const override;

 private:
  std::vector<Real> numbers_;  // [N, K]
};

/// Rounded to bfloat16; products are sums in fp32.
class Bfloat16RowWeight final : public RowWeight<float> {
 public:
  explicit Bfloat16RowWeight(const MatrixView<float>& weight);
  void multiply(const RowsOf<const float>& rows, const std::vector<int64_t>& chosen,
                const float* bias, const RowsOf<float>& out) const override;

 private:
  std::vector<uint16_t> numbers_;  // [N, K]
};

/// In 8 bits, with the rounding and the results of Int8Weight.
class Int8RowWeight final : public RowWeight<float> {
 public:
  explicit Int8RowWeight(const MatrixView<float>& weight);
  void multiply(const RowsOf<const float>& rows, const std::vector<int64_t>& chosen,
                const float* bias, const RowsOf<float>& out) const override;

 private:
  int64_t stride_;               // K, filled up to whole vectors
  std::vector<int8_t> numbers_;  // [N, stride]
  std::vector<float> scales_;    // [N]
};

extern template class ExactRowWeight<float>;
extern template class ExactRowWeight<double>;

}  // namespace dragoman

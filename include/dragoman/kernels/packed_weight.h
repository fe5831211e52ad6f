#pragma once
#include <cstdint>
#include <vector>

namespace dragoman {

/// A matrix in memory that products read: element (i, j) stands at data + i · row_stride + j ·
/// column_stride.
template <typename Real>
struct MatrixView {
  const Real* data;
  int64_t rows, columns;
  int64_t row_stride, column_stride;
};

/// Rows that a product reads or writes: row i stands at data + i · stride.
template <typename Real>
struct RowsOf {
  Real* data;
  int64_t count, stride;
};

/// A weight W [N, K] laid out once for exact products with any number of rows.
///
/// Exact means: each element of the result is one chain of fused multiply-adds over K, from k = 0
/// upwards, that begins with the bias. So a row's numbers depend on the row and the weight alone,
/// not on how many other rows there are, where it stands among them, how many threads share the
/// work, or how wide the processor's vectors are (on processors without fused multiply-add each
/// link of the chain rounds twice, which is as fixed, but another number).
///
/// W's rows, the columns of the product, lie in panels of 64 bytes, k by k; the last panel is
/// filled up with zeros.
template <typename Real>
class PackedWeight {
 public:
  explicit PackedWeight(const MatrixView<Real>& weight);

  /// out [R, N] = rows [R, K] · Wᵀ + bias [N]; no bias where it is null. Threads share the columns.
  void multiply(const RowsOf<const Real>& rows, const Real* bias, const RowsOf<Real>& out) const;

  int64_t inputs() const { return inputs_; }
  int64_t outputs() const { return outputs_; }

  static constexpr int64_t panel_width = 64 / static_cast<int64_t>(sizeof(Real));

 private:
  int64_t outputs_, inputs_;
  std::vector<Real> panels_;  // [N / panel_width, K, panel_width]
};

extern template class PackedWeight<float>;
extern template class PackedWeight<double>;

}  // namespace dragoman

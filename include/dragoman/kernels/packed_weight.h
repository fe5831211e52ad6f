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

/// A weight W [N, K] laid out once, in some precision, for products with any number of rows.
///
/// Products are exact by construction: a row's numbers depend on the row and the weight alone, not
/// on how many other rows there are, where it stands among them, how many threads share the work,
/// or how wide the processor's vectors are.
///
/// W's rows, the columns of the product, lie in panels of 64 bytes of sums, k by k; the last panel
/// is filled up with zeros.
template <typename Real>
class WeightProduct {
 public:
  WeightProduct(int64_t outputs, int64_t inputs) : outputs_(outputs), inputs_(inputs) {}
  virtual ~WeightProduct() = default;

  /// out [R, N] = rows [R, K] · Wᵀ + bias [N]; no bias where it is null. Threads share the columns.
  virtual void multiply(const RowsOf<const Real>& rows, const Real* bias,
                        const RowsOf<Real>& out) const = 0;

  /// Writes `count` numbers of W_n, from `begin` on, as they were rounded.
  virtual void copy_row(int64_t n, int64_t begin, int64_t count, Real* to) const = 0;

  int64_t inputs() const { return inputs_; }
  int64_t outputs() const { return outputs_; }

  static constexpr int64_t panel_width = 64 / static_cast<int64_t>(sizeof(Real));

 protected:
  int64_t outputs_, inputs_;
};

/// A weight in the precision of its products. Each element of a result is one chain of fused
/// multiply-adds over K, from k = 0 upwards, that begins with the bias. (On processors without
/// fused multiply-add each link of the chain rounds twice, which is as fixed, but another number.)
template <typename Real>
class PackedWeight final : public WeightProduct<Real> {
 public:
  explicit PackedWeight(const MatrixView<Real>& weight);
  void multiply(const RowsOf<const Real>& rows, const Real* bias,
                const RowsOf<Real>& out) const override;
  void copy_row(int64_t n, int64_t begin, int64_t count, Real* to) const override;

 private:
  std::vector<Real> panels_;  // [N / panel_width, K, panel_width]
};

/// A weight rounded to bfloat16; its products are chains in fp32, as those of PackedWeight.
class Bfloat16Weight final : public WeightProduct<float> {
 public:
  explicit Bfloat16Weight(const MatrixView<float>& weight);
  void multiply(const RowsOf<const float>& rows, const float* bias,
                const RowsOf<float>& out) const override;
  void copy_row(int64_t n, int64_t begin, int64_t count, float* to) const override;

 private:
  std::vector<uint16_t> panels_;  // the upper halves of floats, [N / panel_width, K, panel_width]
};

extern template class PackedWeight<float>;
extern template class PackedWeight<double>;

}  // namespace dragoman

#include "dragoman/kernels/packed_weight.h"

#include "dragoman/kernels/bfloat16.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/packed_weight.cpp"
#include <hwy/foreach_target.h>
// After it, so that what follows is compiled for each target.
#include <hwy/highway.h>

#include "kernels/dispatch.h"
#include "kernels/panels-inl.h"
#include "kernels/vectors-inl.h"

HWY_BEFORE_NAMESPACE();
namespace dragoman {
namespace HWY_NAMESPACE {

/// The sums stay in registers while k runs.
template <typename Real, typename Stored>
struct ChainTile {
  using Sum = Real;
  static constexpr int sums_at_most = registers * 3 / 4;

  template <int height, int panels>
  static HWY_INLINE HWY_ATTR void run(const PanelProduct<Real, Stored>& product, int64_t row,
                                      int64_t panel) {
    const hn::ScalableTag<Real> d;
    constexpr int width = static_cast<int>(PanelProduct<Real, Stored>::width);
    constexpr int vectors = panels * vectors_of_panel<Real>();
    constexpr int lanes = panels * width / vectors;
    const Stored* weight = product.panels + panel * product.panel_size();
    const Real* rows = product.rows.data + row * product.rows.stride;

    hn::Vec<decltype(d)> sums[height][vectors];
    for (int c = 0; c < vectors; ++c) {
      const auto first = product.bias == nullptr
                             ? hn::Zero(d)
                             : hn::LoadU(d, product.bias + panel * width + int64_t{c} * lanes);
      for (int r = 0; r < height; ++r) sums[r][c] = first;
    }
    for (int64_t k = 0; k < product.inputs; ++k) {
      hn::Vec<decltype(d)> column[vectors];
      for (int c = 0; c < vectors; ++c) {
        const int64_t at = (c * lanes / width) * product.panel_size() + c * lanes % width;
        column[c] = load_stored(d, weight + at + k * width);
      }
      for (int r = 0; r < height; ++r) {
        const auto input = hn::Set(d, rows[r * product.rows.stride + k]);
        for (int c = 0; c < vectors; ++c) sums[r][c] = hn::MulAdd(input, column[c], sums[r][c]);
      }
    }
    for (int r = 0; r < height; ++r) {
      Real* out = product.out.data + (row + r) * product.out.stride + panel * width;
      for (int c = 0; c < vectors; ++c) hn::StoreU(sums[r][c], d, out + c * lanes);
    }
  }
};

// A name for each type: the table of targets cannot hold templates.
void multiply_panels_f32(const PanelProduct<float>& product, int64_t begin, int64_t end) {
  multiply_panels<ChainTile<float, float>>(product, begin, end);
}
void multiply_panels_f64(const PanelProduct<double>& product, int64_t begin, int64_t end) {
  multiply_panels<ChainTile<double, double>>(product, begin, end);
}
void multiply_panels_bf16(const PanelProduct<float, uint16_t>& product, int64_t begin,
                          int64_t end) {
  multiply_panels<ChainTile<float, uint16_t>>(product, begin, end);
}

}  // namespace HWY_NAMESPACE
}  // namespace dragoman
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dragoman {
namespace {

HWY_EXPORT(multiply_panels_f32);
HWY_EXPORT(multiply_panels_f64);
HWY_EXPORT(multiply_panels_bf16);

void multiply(const PanelProduct<float>& product, int64_t begin, int64_t end) {
  DRAGOMAN_DISPATCH(multiply_panels_f32)(product, begin, end);
}
void multiply(const PanelProduct<double>& product, int64_t begin, int64_t end) {
  DRAGOMAN_DISPATCH(multiply_panels_f64)(product, begin, end);
}
void multiply(const PanelProduct<float, uint16_t>& product, int64_t begin, int64_t end) {
  DRAGOMAN_DISPATCH(multiply_panels_bf16)(product, begin, end);
}

/// The weight in panels, each element as `store` makes it.
template <typename Stored, typename Real, class Store>
std::vector<Stored> packed(const MatrixView<Real>& weight, const Store& store) {
  constexpr int64_t width = WeightProduct<Real>::panel_width;
  std::vector<Stored> panels(
      static_cast<size_t>((weight.rows + width - 1) / width * width * weight.columns));
  for (int64_t n = 0; n < weight.rows; ++n) {
    Stored* column = panels.data() + n / width * weight.columns * width + n % width;
    const Real* row = weight.data + n * weight.row_stride;
    for (int64_t k = 0; k < weight.columns; ++k) {
      column[k * width] = store(row[k * weight.column_stride]);
    }
  }
  return panels;
}

/// Where W_n stands in panels; its elements are panel_width apart.
template <typename Real, typename Stored>
const Stored* column_of(const std::vector<Stored>& panels, int64_t inputs, int64_t n) {
  constexpr int64_t width = WeightProduct<Real>::panel_width;
  return panels.data() + n / width * inputs * width + n % width;
}

template <typename Real, typename Stored>
void multiply_whole(const std::vector<Stored>& panels, const WeightProduct<Real>& weight,
                    const RowsOf<const Real>& rows, const Real* bias, const RowsOf<Real>& out) {
  multiply_all(
      PanelProduct<Real, Stored>{panels.data(), weight.inputs(), rows, bias, out}, weight.outputs(),
      [](const auto& product, int64_t begin, int64_t end) { multiply(product, begin, end); });
}

}  // namespace

template <typename Real>
PackedWeight<Real>::PackedWeight(const MatrixView<Real>& weight)
    : WeightProduct<Real>(weight.rows, weight.columns),
      panels_(packed<Real>(weight, [](Real value) { return value; })) {}

template <typename Real>
void PackedWeight<Real>::multiply(const RowsOf<const Real>& rows, const Real* bias,
                                  const RowsOf<Real>& out) const {
  multiply_whole(panels_, *this, rows, bias, out);
}

template <typename Real>
void PackedWeight<Real>::copy_row(int64_t n, int64_t begin, int64_t count, Real* to) const {
  const Real* column = column_of<Real>(panels_, this->inputs_, n) + begin * this->panel_width;
  for (int64_t k = 0; k < count; ++k) to[k] = column[k * this->panel_width];
}

template class PackedWeight<float>;
template class PackedWeight<double>;

Bfloat16Weight::Bfloat16Weight(const MatrixView<float>& weight)
    : WeightProduct<float>(weight.rows, weight.columns),
      panels_(packed<uint16_t>(weight, to_bfloat16)) {}

void Bfloat16Weight::multiply(const RowsOf<const float>& rows, const float* bias,
                              const RowsOf<float>& out) const {
  multiply_whole(panels_, *this, rows, bias, out);
}

void Bfloat16Weight::copy_row(int64_t n, int64_t begin, int64_t count, float* to) const {
  const uint16_t* column = column_of<float>(panels_, inputs_, n) + begin * panel_width;
  for (int64_t k = 0; k < count; ++k) to[k] = from_bfloat16(column[k * panel_width]);
}

}  // namespace dragoman
#endif

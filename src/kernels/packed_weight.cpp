#include "dragoman/kernels/packed_weight.h"

#include <algorithm>
#include <array>

#include <omp.h>

// Registers are counted out below, so their width must be known to the compiler.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/packed_weight.cpp"
#include <hwy/foreach_target.h>
// After it, so that what follows is compiled for each target.
#include <hwy/highway.h>

#include "kernels/dispatch.h"
#include "kernels/packed_rows.h"

HWY_BEFORE_NAMESPACE();
namespace dragoman {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Registers of vectors: what a tile may use for its sums, with room left for what it multiplies.
#if HWY_TARGET <= HWY_AVX3
constexpr int sums_at_most = 24;
#else
constexpr int sums_at_most = 12;
#endif
constexpr int rows_at_most = 8;

/// Vectors that hold one k of a panel.
template <typename Real>
constexpr int vectors_of_panel() {
  return static_cast<int>(PackedWeight<Real>::panel_width / hn::MaxLanes(hn::ScalableTag<Real>()));
}

/// Panels that a tile of `rows` rows takes side by side.
template <typename Real>
constexpr int panels_of_tile(int rows) {
  return std::clamp(sums_at_most / (rows * vectors_of_panel<Real>()), 1, 8);
}

/// Rows of the tallest tile.
template <typename Real>
constexpr int tallest_tile() {
  return std::clamp(sums_at_most / vectors_of_panel<Real>(), 1, rows_at_most);
}

/// The sums of `height` rows and `panels` panels stay in registers while k runs.
template <typename Real, int height, int panels>
HWY_INLINE HWY_ATTR void multiply_tile(const PackedRows<Real>& work, int64_t row, int64_t panel) {
  const hn::ScalableTag<Real> d;
  constexpr int width = static_cast<int>(PackedWeight<Real>::panel_width);
  constexpr int vectors = panels * vectors_of_panel<Real>();
  constexpr int lanes = panels * width / vectors;
  const Real* weight = work.panels + panel * work.inputs * width;
  const Real* rows = work.rows.data + row * work.rows.stride;

  hn::Vec<decltype(d)> sums[height][vectors];
  for (int c = 0; c < vectors; ++c) {
    const auto first = work.bias == nullptr
                           ? hn::Zero(d)
                           : hn::LoadU(d, work.bias + panel * width + int64_t{c} * lanes);
    for (int r = 0; r < height; ++r) sums[r][c] = first;
  }
  for (int64_t k = 0; k < work.inputs; ++k) {
    hn::Vec<decltype(d)> column[vectors];
    for (int c = 0; c < vectors; ++c) {
      const int64_t at = (c * lanes / width) * work.inputs * width + c * lanes % width;
      column[c] = hn::LoadU(d, weight + at + k * width);
    }
    for (int r = 0; r < height; ++r) {
      const auto input = hn::Set(d, rows[r * work.rows.stride + k]);
      for (int c = 0; c < vectors; ++c) sums[r][c] = hn::MulAdd(input, column[c], sums[r][c]);
    }
  }
  for (int r = 0; r < height; ++r) {
    Real* out = work.out.data + (row + r) * work.out.stride + panel * width;
    for (int c = 0; c < vectors; ++c) hn::StoreU(sums[r][c], d, out + c * lanes);
  }
}

/// `height` rows and all panels of [begin, end), which lie within the columns of the result.
template <typename Real, int height>
HWY_ATTR void multiply_rows(const PackedRows<Real>& work, int64_t row, int64_t begin, int64_t end) {
  constexpr int together = panels_of_tile<Real>(height);
  int64_t panel = begin;
  for (; panel + together <= end; panel += together) {
    multiply_tile<Real, height, together>(work, row, panel);
  }
  for (; panel < end; ++panel) multiply_tile<Real, height, 1>(work, row, panel);
}

/// The same for a number of rows that is known when it runs.
template <typename Real, int height = tallest_tile<Real>()>
HWY_ATTR void multiply_height(const PackedRows<Real>& work, int64_t rows, int64_t row,
                              int64_t begin, int64_t end) {
  if (rows == height) return multiply_rows<Real, height>(work, row, begin, end);
  if constexpr (height > 1) multiply_height<Real, height - 1>(work, rows, row, begin, end);
}

/// Rows of the next tile: what would leave a flat last one is halved.
template <typename Real>
int64_t next_height(int64_t left) {
  constexpr int64_t tallest = tallest_tile<Real>();
  if (left <= tallest) return left;
  return left < 2 * tallest ? (left + 1) / 2 : tallest;
}

/// Few panels at a time, so that they stay in the cache while all rows pass.
template <typename Real>
void multiply_panels(const PackedRows<Real>& work, int64_t begin, int64_t end) {
  constexpr int tallest = tallest_tile<Real>();
  const int64_t together = work.rows.count <= tallest ? end - begin : panels_of_tile<Real>(tallest);
  for (int64_t first = begin; first < end; first += together) {
    const int64_t last = std::min(end, first + together);
    for (int64_t row = 0; row < work.rows.count;) {
      const int64_t height = next_height<Real>(work.rows.count - row);
      multiply_height<Real>(work, height, row, first, last);
      row += height;
    }
  }
}

// A name for each type: the table of targets cannot hold templates.
void multiply_panels_f32(const PackedRows<float>& work, int64_t begin, int64_t end) {
  multiply_panels(work, begin, end);
}
void multiply_panels_f64(const PackedRows<double>& work, int64_t begin, int64_t end) {
  multiply_panels(work, begin, end);
}

}  // namespace HWY_NAMESPACE
}  // namespace dragoman
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dragoman {
namespace {

HWY_EXPORT(multiply_panels_f32);
HWY_EXPORT(multiply_panels_f64);

void multiply_panels(const PackedRows<float>& work, int64_t begin, int64_t end) {
  DRAGOMAN_DISPATCH(multiply_panels_f32)(work, begin, end);
}
void multiply_panels(const PackedRows<double>& work, int64_t begin, int64_t end) {
  DRAGOMAN_DISPATCH(multiply_panels_f64)(work, begin, end);
}

// Multiply-adds below which a second thread costs more than it does.
constexpr int64_t work_of_a_thread = 1 << 18;

/// Calls work(begin, end) with parts of [0, panels) on all threads; on this one alone where there
/// is little to do, or where other threads are busy beside it.
template <class Work>
void share_panels(int64_t panels, int64_t multiply_adds, const Work& work) {
  const int64_t wanted = std::min(panels, multiply_adds / work_of_a_thread);
  const int64_t threads =
      omp_in_parallel() != 0 ? 1 : std::clamp<int64_t>(wanted, 1, omp_get_max_threads());
  if (threads == 1) return work(0, panels);
#pragma omp parallel for num_threads(static_cast <int>(threads)) schedule(static)
  for (int64_t part = 0; part < threads; ++part) {
    work(part * panels / threads, (part + 1) * panels / threads);
  }
}

}  // namespace

template <typename Real>
PackedWeight<Real>::PackedWeight(const MatrixView<Real>& weight)
    : outputs_(weight.rows),
      inputs_(weight.columns),
      panels_(
          static_cast<size_t>((outputs_ + panel_width - 1) / panel_width * panel_width * inputs_)) {
  for (int64_t n = 0; n < outputs_; ++n) {
    Real* column = panels_.data() + n / panel_width * inputs_ * panel_width + n % panel_width;
    const Real* row = weight.data + n * weight.row_stride;
    for (int64_t k = 0; k < inputs_; ++k) column[k * panel_width] = row[k * weight.column_stride];
  }
}

template <typename Real>
void PackedWeight<Real>::multiply(const RowsOf<const Real>& rows, const Real* bias,
                                  const RowsOf<Real>& out) const {
  const PackedRows<Real> work{panels_.data(), inputs_, rows, bias, out};
  const int64_t whole = outputs_ / panel_width, rest = outputs_ % panel_width;
  share_panels(whole, rows.count * inputs_ * outputs_,
               [&](int64_t begin, int64_t end) { multiply_panels(work, begin, end); });
  if (rest == 0) return;

  // The last panel is wider than what is left of the result: it goes through a row of its own
  // width.
  std::array<Real, panel_width> last_bias{};
  if (bias != nullptr) std::copy_n(bias + whole * panel_width, rest, last_bias.begin());
  std::vector<Real> last(static_cast<size_t>(rows.count * panel_width));
  multiply_panels(PackedRows<Real>{panels_.data() + whole * inputs_ * panel_width,
                                   inputs_,
                                   rows,
                                   last_bias.data(),
                                   {last.data(), rows.count, panel_width}},
                  0, 1);
  for (int64_t row = 0; row < rows.count; ++row) {
    std::copy_n(last.data() + row * panel_width, rest,
                out.data + row * out.stride + whole * panel_width);
  }
}

template class PackedWeight<float>;
template class PackedWeight<double>;

}  // namespace dragoman
#endif

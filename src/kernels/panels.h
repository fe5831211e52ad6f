#pragma once
#include <algorithm>
#include <array>
#include <vector>

#include "dragoman/kernels/packed_weight.h"
#include "kernels/share.h"

namespace dragoman {

/// A product of rows with packed panels, as each instruction set computes it.
template <typename Real, typename Stored = Real, typename Input = Real>
struct PanelProduct {
  const Stored* panels;
  int64_t inputs;  // steps of a chain
  RowsOf<const Input> rows;
  const Real* bias;  // of each panel's columns, or null
  RowsOf<Real> out;
  const Real* row_scales = nullptr;      // of rounded rows
  const Real* column_scales = nullptr;   // of rounded columns
  const int32_t* column_sums = nullptr;  // of unsigned inputs: what a column's sums begin with

  static constexpr int64_t width = WeightProduct<Real>::panel_width;
  /// Numbers stored of one panel.
  int64_t panel_size() const { return inputs * width * stored_together; }
  /// Bytes lie together as their inputs fill 32 bits.
  static constexpr int64_t stored_together = sizeof(Stored) == 1 ? 4 / sizeof(Input) : 1;
};

// Multiply-adds below which a second thread costs more than it does.
constexpr int64_t work_of_a_thread = 1 << 18;

/// Calls work(begin, end) with parts of [0, panels) on all threads; on this one alone where there
/// is little to do, or where other threads are busy beside it.
template <class Work>
void share_panels(int64_t panels, int64_t multiply_adds, const Work& work) {
  const int64_t of_a_panel = std::max<int64_t>(1, multiply_adds / std::max<int64_t>(1, panels));
  const int64_t grain = (work_of_a_thread + of_a_panel - 1) / of_a_panel;
  share(panels, grain, [&](int64_t begin, int64_t end, int64_t /*part*/) { work(begin, end); });
}

/// All `outputs` columns of a product. `multiply(product, begin, end)` computes whole panels; the
/// last one, wider than what is left of the result, goes through rows of its own width.
template <typename Real, typename Stored, typename Input, class Multiply>
void multiply_all(const PanelProduct<Real, Stored, Input>& product, int64_t outputs,
                  const Multiply& multiply) {
  constexpr int64_t width = PanelProduct<Real, Stored, Input>::width;
  const int64_t whole = outputs / width, rest = outputs % width;
  share_panels(whole, product.rows.count * product.inputs * outputs,
               [&](int64_t begin, int64_t end) { multiply(product, begin, end); });
  if (rest == 0) return;
  const int64_t rows = product.rows.count, first = whole * width;
  std::array<Real, width> last_bias{};
  if (product.bias != nullptr) std::copy_n(product.bias + first, rest, last_bias.begin());
  std::vector<Real> last(static_cast<size_t>(rows * width));
  PanelProduct<Real, Stored, Input> of_last = product;
  of_last.panels += whole * product.panel_size();
  of_last.bias = last_bias.data();
  of_last.out = {last.data(), rows, width};
  if (product.column_scales != nullptr) of_last.column_scales += first;
  if (product.column_sums != nullptr) of_last.column_sums += first;
  multiply(of_last, 0, 1);
  for (int64_t row = 0; row < rows; ++row) {
    std::copy_n(last.data() + row * width, rest,
                product.out.data + row * product.out.stride + first);
  }
}

}  // namespace dragoman

#include "dragoman/kernels/int8_weight.h"

#include <algorithm>

#include "kernels/int8_product.h"
#include "kernels/round_row.h"
#include "kernels/tiles.h"

namespace dragoman {
namespace {

/// Rows that memory is there for: tiles read whole ones.
int64_t rows_kept(int64_t rows) {
  return is_for_tiles(rows) ? (rows + tile_rows - 1) / tile_rows * tile_rows : rows;
}

}  // namespace

Int8Weight::Int8Weight(const MatrixView<float>& weight)
    : WeightProduct<float>(weight.rows, weight.columns), chains_(chains_of(inputs_)) {
  const int64_t panels = (outputs_ + panel_width - 1) / panel_width;
  panels_.resize(static_cast<size_t>(panels * chains_.steps * panel_width * chains_.together));
  scales_.resize(static_cast<size_t>(panels * panel_width));
  sums_.resize(scales_.size());
  std::vector<float> row(static_cast<size_t>(inputs_));
  std::vector<int16_t> rounded(row.size());
  for (int64_t n = 0; n < outputs_; ++n) {
    for (int64_t k = 0; k < inputs_; ++k) {
      row[static_cast<size_t>(k)] = weight.data[n * weight.row_stride + k * weight.column_stride];
    }
    scales_[static_cast<size_t>(n)] = round_row(row.data(), inputs_, rounded.data());
    pack_column(n, rounded);
  }
}

std::size_t Int8Weight::place_of(int64_t n, int64_t k) const {
  const auto [together, steps] = chains_;
  const int64_t step = n / panel_width * steps + k / together;
  return static_cast<size_t>((step * panel_width + n % panel_width) * together + k % together);
}

void Int8Weight::pack_column(int64_t n, const std::vector<int16_t>& rounded) {
  const int64_t together = chains_.together;
  int8_t* to = panels_.data() + place_of(n, 0);
  int32_t sum = 0;
  for (int64_t k = 0; k < inputs_; k += together, to += panel_width * together) {
    for (int64_t i = 0; i < std::min(together, inputs_ - k); ++i) {
      const int16_t value = rounded[static_cast<size_t>(k + i)];
      to[i] = static_cast<int8_t>(value);
      sum += value;
    }
  }
  sums_[static_cast<size_t>(n)] = -byte_offset * sum;
}

void Int8Weight::copy_row(int64_t n, int64_t begin, int64_t count, float* to) const {
  const float scale = scales_[static_cast<size_t>(n)];
  const int64_t together = chains_.together;
  const int8_t* from = panels_.data() + place_of(n, begin);
  int64_t left = together - begin % together;  // of the step
  for (int64_t k = 0; k < count; ++k, ++from, --left) {
    if (left == 0) {
      from += (panel_width - 1) * together;
      left = together;
    }
    to[k] = scale * static_cast<float>(*from);
  }
}

template <typename Input>
void Int8Weight::multiply_rounded(const RowsOf<const float>& rows, const float* bias,
                                  const RowsOf<float>& out) const {
  const int64_t stride = chains_.steps * chains_.together;
  std::vector<Input> rounded(static_cast<size_t>(rows_kept(rows.count) * stride));
  std::vector<float> scales(static_cast<size_t>(rows.count));
  for (int64_t row = 0; row < rows.count; ++row) {
    scales[static_cast<size_t>(row)] =
        round_row(rows.data + row * rows.stride, inputs_, rounded.data() + row * stride);
  }
  multiply_all(PanelProduct<float, int8_t, Input>{panels_.data(),
                                                  chains_.steps,
                                                  {rounded.data(), rows.count, stride},
                                                  bias,
                                                  out,
                                                  scales.data(),
                                                  scales_.data(),
                                                  sums_.data()},
               outputs_, [](const auto& part, int64_t begin, int64_t end) {
                 dragoman::multiply(part, begin, end);
               });
}

void Int8Weight::multiply(const RowsOf<const float>& rows, const float* bias,
                          const RowsOf<float>& out) const {
  chains_.together == 4 ? multiply_rounded<uint8_t>(rows, bias, out)
                        : multiply_rounded<int16_t>(rows, bias, out);
}

}  // namespace dragoman

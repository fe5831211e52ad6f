#include "dragoman/kernels/int8_weight.h"

#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/int8_weight.cpp"
#include <hwy/foreach_target.h>
// After it, so that what follows is compiled for each target.
#include <hwy/highway.h>

#include "kernels/dispatch.h"
#include "kernels/panels-inl.h"
#include "kernels/round_row.h"

HWY_BEFORE_NAMESPACE();
namespace dragoman {
namespace HWY_NAMESPACE {

using Int8Product = PanelProduct<float, int8_t, int16_t>;

#if HWY_TARGET != HWY_SCALAR
/// Each sum takes in two products at a time, of 16 bits each.
struct Int8Tile {
  using Sum = int32_t;
  static constexpr int sums_at_most = registers / 2;  // each product needs one until it is added

  template <int height, int panels>
  static HWY_INLINE HWY_ATTR void run(const Int8Product& product, int64_t row, int64_t panel) {
    const hn::ScalableTag<int32_t> d;
    const hn::Repartition<int16_t, decltype(d)> pairs;
    const hn::Rebind<int8_t, decltype(pairs)> bytes;
    constexpr int width = static_cast<int>(Int8Product::width);
    constexpr int vectors = panels * vectors_of_panel<int32_t>();
    constexpr int lanes = panels * width / vectors;
    const int8_t* weight = product.panels + panel * product.panel_size();

    hn::Vec<decltype(d)> sums[height][vectors], others[height][vectors];
    for (int r = 0; r < height; ++r) {
      for (int c = 0; c < vectors; ++c) sums[r][c] = others[r][c] = hn::Zero(d);
    }
// Some steps together: the compiler moves each sum to another register once a turn.
#pragma GCC unroll 4
    for (int64_t k = 0; k < product.inputs; ++k) {
      hn::Vec<decltype(pairs)> column[vectors];
      for (int c = 0; c < vectors; ++c) {
        const int64_t at = (c * lanes / width) * product.panel_size() + c * lanes % width * 2;
        column[c] = hn::PromoteTo(pairs, hn::LoadU(bytes, weight + at + k * width * 2));
      }
      for (int r = 0; r < height; ++r) {
        int32_t both;
        std::memcpy(&both, product.rows.data + (row + r) * product.rows.stride + 2 * k, 4);
        const auto input = hn::BitCast(pairs, hn::Set(d, both));
        for (int c = 0; c < vectors; ++c) {
          sums[r][c] = hn::ReorderWidenMulAccumulate(d, input, column[c], sums[r][c], others[r][c]);
        }
      }
    }
    for (int r = 0; r < height; ++r) {
      for (int c = 0; c < vectors; ++c) {
        store(product, row + r, panel * width + int64_t{c} * lanes,
              hn::RearrangeToOddPlusEven(sums[r][c], others[r][c]));
      }
    }
  }

  /// Sums become results of `row`, from `column` on.
  template <class Sums>
  static HWY_INLINE HWY_ATTR void store(const Int8Product& product, int64_t row, int64_t column,
                                        Sums sums) {
    const hn::ScalableTag<float> d;
    const auto scale =
        hn::Mul(hn::Set(d, product.row_scales[row]), hn::LoadU(d, product.column_scales + column));
    const auto bias = product.bias == nullptr ? hn::Zero(d) : hn::LoadU(d, product.bias + column);
    hn::StoreU(hn::MulAdd(hn::ConvertTo(d, sums), scale, bias), d,
               product.out.data + row * product.out.stride + column);
  }
};

void multiply_panels_int8(const Int8Product& product, int64_t begin, int64_t end) {
  multiply_panels<Int8Tile>(product, begin, end);
}
#else
void multiply_panels_int8(const Int8Product& product, int64_t begin, int64_t end) {
  constexpr int64_t width = Int8Product::width;
  for (int64_t row = 0; row < product.rows.count; ++row) {
    const int16_t* input = product.rows.data + row * product.rows.stride;
    for (int64_t column = begin * width; column < end * width; ++column) {
      const int8_t* weight =
          product.panels + column / width * product.panel_size() + column % width * 2;
      int32_t sum = 0;
      for (int64_t k = 0; k < product.inputs; ++k) {
        sum += input[2 * k] * weight[k * width * 2] + input[2 * k + 1] * weight[k * width * 2 + 1];
      }
      const float bias = product.bias == nullptr ? 0 : product.bias[column];
      product.out.data[row * product.out.stride + column] =
          static_cast<float>(sum) * (product.row_scales[row] * product.column_scales[column]) +
          bias;
    }
  }
}
#endif

}  // namespace HWY_NAMESPACE
}  // namespace dragoman
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dragoman {
namespace {

HWY_EXPORT(multiply_panels_int8);

}  // namespace

Int8Weight::Int8Weight(const MatrixView<float>& weight)
    : WeightProduct<float>(weight.rows, weight.columns) {
  const int64_t pairs = (inputs_ + 1) / 2, panels = (outputs_ + panel_width - 1) / panel_width;
  panels_.resize(static_cast<size_t>(panels * pairs * panel_width * 2));
  scales_.resize(static_cast<size_t>(panels * panel_width));
  std::vector<float> row(static_cast<size_t>(inputs_));
  std::vector<int16_t> rounded(row.size());
  for (int64_t n = 0; n < outputs_; ++n) {
    for (int64_t k = 0; k < inputs_; ++k) {
      row[static_cast<size_t>(k)] = weight.data[n * weight.row_stride + k * weight.column_stride];
    }
    scales_[static_cast<size_t>(n)] = round_row(row.data(), inputs_, rounded.data());
    int8_t* column =
        panels_.data() + n / panel_width * pairs * panel_width * 2 + n % panel_width * 2;
    for (int64_t k = 0; k < inputs_; ++k) {
      column[k / 2 * panel_width * 2 + k % 2] =
          static_cast<int8_t>(rounded[static_cast<size_t>(k)]);
    }
  }
}

void Int8Weight::multiply(const RowsOf<const float>& rows, const float* bias,
                          const RowsOf<float>& out) const {
  const int64_t pairs = (inputs_ + 1) / 2;
  std::vector<int16_t> rounded(static_cast<size_t>(rows.count * pairs * 2));
  std::vector<float> scales(static_cast<size_t>(rows.count));
  for (int64_t row = 0; row < rows.count; ++row) {
    scales[static_cast<size_t>(row)] =
        round_row(rows.data + row * rows.stride, inputs_, rounded.data() + row * pairs * 2);
  }
  const PanelProduct<float, int8_t, int16_t> product{
      panels_.data(), pairs,         {rounded.data(), rows.count, pairs * 2}, bias, out,
      scales.data(),  scales_.data()};
  multiply_all(product, outputs_, [](const auto& part, int64_t begin, int64_t end) {
    DRAGOMAN_DISPATCH(multiply_panels_int8)(part, begin, end);
  });
}

}  // namespace dragoman
#endif

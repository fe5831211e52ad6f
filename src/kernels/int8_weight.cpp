#include "dragoman/kernels/int8_weight.h"

#include <cstring>

#include "dragoman/base/error.h"

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

using PairProduct = PanelProduct<float, int8_t, int16_t>;
using QuadProduct = PanelProduct<float, int8_t, uint8_t>;

#if HWY_TARGET != HWY_SCALAR
/// Sums become results of `row`, from `column` on.
template <class Product, class Sums>
HWY_INLINE HWY_ATTR void store_sums(const Product& product, int64_t row, int64_t column,
                                    Sums sums) {
  const hn::ScalableTag<float> d;
  const auto scale =
      hn::Mul(hn::Set(d, product.row_scales[row]), hn::LoadU(d, product.column_scales + column));
  const auto bias = product.bias == nullptr ? hn::Zero(d) : hn::LoadU(d, product.bias + column);
  hn::StoreU(hn::MulAdd(hn::ConvertTo(d, sums), scale, bias), d,
             product.out.data + row * product.out.stride + column);
}

/// Each sum takes in two products at a time, of 16 bits each.
struct PairTile {
  using Sum = int32_t;
  static constexpr int sums_at_most = registers / 2;  // each product needs one until it is added

  template <int height, int panels>
  static HWY_INLINE HWY_ATTR void run(const PairProduct& product, int64_t row, int64_t panel) {
    const hn::ScalableTag<int32_t> d;
    const hn::Repartition<int16_t, decltype(d)> pairs;
    const hn::Rebind<int8_t, decltype(pairs)> bytes;
    constexpr int width = static_cast<int>(PairProduct::width);
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
        store_sums(product, row + r, panel * width + int64_t{c} * lanes,
                   hn::RearrangeToOddPlusEven(sums[r][c], others[r][c]));
      }
    }
  }
};

void multiply_panels_pairs(const PairProduct& product, int64_t begin, int64_t end) {
  multiply_panels<PairTile>(product, begin, end);
}
#else
void multiply_panels_pairs(const PairProduct& product, int64_t begin, int64_t end) {
  constexpr int64_t width = PairProduct::width;
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

#if HWY_ARCH_X86_64 && HWY_TARGET <= HWY_AVX3
/// sum + the four products of bytes that each of its lanes lies beside, unsigned by signed:
/// VPDPBUSD, which neither saturates nor rounds. In assembly, as the compiler's own function for it
/// has sums wander through registers and memory.
template <class Vector>
HWY_INLINE HWY_ATTR Vector add_products_of_bytes(Vector sum, Vector unsigned_bytes,
                                                 Vector signed_bytes) {
  asm("vpdpbusd %2, %1, %0" : "+v"(sum.raw) : "v"(unsigned_bytes.raw), "v"(signed_bytes.raw));
  return sum;
}

/// Each sum takes in four products at a time. Inputs are byte_offset too large, as the left factor
/// has no sign, and sums begin with what takes that back.
struct QuadTile {
  using Sum = int32_t;
  static constexpr int sums_at_most = registers * 3 / 4;

  template <int height, int panels>
  static HWY_INLINE HWY_ATTR void run(const QuadProduct& product, int64_t row, int64_t panel) {
    const hn::ScalableTag<int32_t> d;
    const hn::ScalableTag<int8_t> bytes;
    constexpr auto width = QuadProduct::width;
    const int8_t* weight = product.panels + panel * product.panel_size();
    const uint8_t* rows = product.rows.data + row * product.rows.stride;
    hn::Vec<decltype(d)> sums[height][panels];
    for (int c = 0; c < panels; ++c) {
      const auto first = hn::LoadU(d, product.column_sums + (panel + c) * width);
      for (int r = 0; r < height; ++r) sums[r][c] = first;
    }
    for (int64_t k = 0; k < product.inputs; ++k) {
      hn::Vec<decltype(d)> column[panels];
      for (int c = 0; c < panels; ++c) {
        const int8_t* of_panel = weight + c * product.panel_size();
        column[c] = hn::BitCast(d, hn::LoadU(bytes, of_panel + k * width * 4));
      }
      for (int r = 0; r < height; ++r) {
        int32_t four;
        std::memcpy(&four, rows + r * product.rows.stride + 4 * k, 4);
        const auto input = hn::Set(d, four);
        for (int c = 0; c < panels; ++c)
          sums[r][c] = add_products_of_bytes(sums[r][c], input, column[c]);
      }
    }
    for (int r = 0; r < height; ++r) {
      for (int c = 0; c < panels; ++c) {
        store_sums(product, row + r, (panel + c) * width, sums[r][c]);
      }
    }
  }
};

void multiply_panels_quads(const QuadProduct& product, int64_t begin, int64_t end) {
  multiply_panels<QuadTile>(product, begin, end);
}
int64_t steps_together() {
  return has_vnni() ? 4 : 2;
}
#else
void multiply_panels_quads(const QuadProduct& /*product*/, int64_t /*begin*/, int64_t /*end*/) {
  fail("this instruction set has no products of bytes");
}
int64_t steps_together() {
  return 2;
}
#endif

}  // namespace HWY_NAMESPACE
}  // namespace dragoman
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dragoman {
namespace {

HWY_EXPORT(multiply_panels_pairs);
HWY_EXPORT(multiply_panels_quads);
HWY_EXPORT(steps_together);

void multiply(const PanelProduct<float, int8_t, int16_t>& product, int64_t begin, int64_t end) {
  DRAGOMAN_DISPATCH(multiply_panels_pairs)(product, begin, end);
}
void multiply(const PanelProduct<float, int8_t, uint8_t>& product, int64_t begin, int64_t end) {
  DRAGOMAN_DISPATCH(multiply_panels_quads)(product, begin, end);
}

}  // namespace

Int8Weight::Int8Weight(const MatrixView<float>& weight)
    : WeightProduct<float>(weight.rows, weight.columns),
      together_(DRAGOMAN_DISPATCH(steps_together)()),
      steps_((inputs_ + together_ - 1) / together_) {
  const int64_t panels = (outputs_ + panel_width - 1) / panel_width;
  panels_.resize(static_cast<size_t>(panels * steps_ * panel_width * together_));
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

void Int8Weight::pack_column(int64_t n, const std::vector<int16_t>& rounded) {
  const int64_t step = panel_width * together_;
  int8_t* column = panels_.data() + n / panel_width * steps_ * step + n % panel_width * together_;
  for (int64_t k = 0; k < inputs_; ++k) {
    const int16_t value = rounded[static_cast<size_t>(k)];
    column[k / together_ * step + k % together_] = static_cast<int8_t>(value);
    sums_[static_cast<size_t>(n)] -= byte_offset * value;
  }
}

template <typename Input>
void Int8Weight::multiply_rounded(const RowsOf<const float>& rows, const float* bias,
                                  const RowsOf<float>& out) const {
  const int64_t stride = steps_ * together_;
  std::vector<Input> rounded(static_cast<size_t>(rows.count * stride));
  std::vector<float> scales(static_cast<size_t>(rows.count));
  for (int64_t row = 0; row < rows.count; ++row) {
    scales[static_cast<size_t>(row)] =
        round_row(rows.data + row * rows.stride, inputs_, rounded.data() + row * stride);
  }
  multiply_all(PanelProduct<float, int8_t, Input>{panels_.data(),
                                                  steps_,
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
  together_ == 4 ? multiply_rounded<uint8_t>(rows, bias, out)
                 : multiply_rounded<int16_t>(rows, bias, out);
}

}  // namespace dragoman
#endif

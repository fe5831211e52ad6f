#include "kernels/int8_product.h"

#include <cstring>

#include "dragoman/base/error.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/int8_product.cpp"
#include <hwy/foreach_target.h>
// After it, so that what follows is compiled for each target.
#include <hwy/highway.h>

#include "kernels/dispatch.h"
#include "kernels/panels-inl.h"
#include "kernels/tiles.h"

HWY_BEFORE_NAMESPACE();
namespace dragoman {
namespace HWY_NAMESPACE {

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

/// Up to 32 rows and two panels at a time in AMX's registers: the sums in 0 to 3, rows in 4 and 5,
/// panels in 6 and 7.
struct TileBlock {
  static constexpr int64_t width = QuadProduct::width;
  static_assert(width == tile_rows);

  /// `rows` tiles of them, from `row` on; what fills the last one up is left out of the result.
  template <int rows, int panels>
  static HWY_ATTR void run(const QuadProduct& product, int64_t row, int64_t panel) {
    const uint8_t* left = product.rows.data + row * product.rows.stride;
    const int8_t* right = product.panels + panel * product.panel_size();
    const int64_t stride = product.rows.stride;
    clear_tile<0>();
    if constexpr (panels > 1) clear_tile<1>();
    if constexpr (rows > 1) clear_tile<2>();
    if constexpr (rows > 1 && panels > 1) clear_tile<3>();
    for (int64_t k = 0; k < stride; k += tile_bytes) {
      load_tile<6>(right + k * width, tile_bytes);
      load_tile<4>(left + k, stride);
      multiply_tiles<0, 4, 6>();
      if constexpr (panels > 1) load_tile<7>(right + product.panel_size() + k * width, tile_bytes);
      if constexpr (panels > 1) multiply_tiles<1, 4, 7>();
      if constexpr (rows > 1) load_tile<5>(left + tile_rows * stride + k, stride);
      if constexpr (rows > 1) multiply_tiles<2, 5, 6>();
      if constexpr (rows > 1 && panels > 1) multiply_tiles<3, 5, 7>();
    }
    store<0>(product, row, panel);
    if constexpr (panels > 1) store<1>(product, row, panel + 1);
    if constexpr (rows > 1) store<2>(product, row + tile_rows, panel);
    if constexpr (rows > 1 && panels > 1) store<3>(product, row + tile_rows, panel + 1);
  }

  template <int tile>
  static HWY_ATTR void store(const QuadProduct& product, int64_t row, int64_t panel) {
    const hn::ScalableTag<int32_t> d;
    alignas(64) std::array<int32_t, tile_rows * width> sums;
    store_tile<tile>(sums.data(), tile_bytes);
    const auto first = hn::LoadU(d, product.column_sums + panel * width);
    const int64_t count = std::min(tile_rows, product.rows.count - row);
    for (int64_t r = 0; r < count; ++r) {
      const auto sum = hn::Add(first, hn::Load(d, sums.data() + r * width));
      store_sums(product, row + r, panel * width, sum);
    }
  }

  template <int panels>
  static HWY_ATTR void run_rows(const QuadProduct& product, int64_t panel) {
    for (int64_t row = 0; row < product.rows.count; row += 2 * tile_rows) {
      product.rows.count - row > tile_rows ? run<2, panels>(product, row, panel)
                                           : run<1, panels>(product, row, panel);
    }
  }
};

void multiply_panels_tiles(const QuadProduct& product, int64_t begin, int64_t end) {
  const Tiles ready;
  int64_t panel = begin;
  for (; panel + 2 <= end; panel += 2) TileBlock::run_rows<2>(product, panel);
  if (panel < end) TileBlock::run_rows<1>(product, panel);
}

void multiply_panels_quads(const QuadProduct& product, int64_t begin, int64_t end) {
  is_for_tiles(product.rows.count) ? multiply_panels_tiles(product, begin, end)
                                   : multiply_panels<QuadTile>(product, begin, end);
}
Chains chains_for(int64_t inputs) {
  if (!has_vnni()) return Chains::filled(inputs, 2, 2);
  return Chains::filled(inputs, 4, has_tiles() ? tile_bytes : 4);
}
#else
void multiply_panels_quads(const QuadProduct& /*product*/, int64_t /*begin*/, int64_t /*end*/) {
  fail("this instruction set has no products of bytes");
}
Chains chains_for(int64_t inputs) {
  return Chains::filled(inputs, 2, 2);
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
HWY_EXPORT(chains_for);

}  // namespace

Chains chains_of(int64_t inputs) {
  return DRAGOMAN_DISPATCH(chains_for)(inputs);
}

void multiply(const PairProduct& product, int64_t begin, int64_t end) {
  DRAGOMAN_DISPATCH(multiply_panels_pairs)(product, begin, end);
}

void multiply(const QuadProduct& product, int64_t begin, int64_t end) {
  DRAGOMAN_DISPATCH(multiply_panels_quads)(product, begin, end);
}

}  // namespace dragoman
#endif

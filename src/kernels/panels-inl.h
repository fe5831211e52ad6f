// Included once for each instruction set, by sources that Highway compiles several times.
#if defined(DRAGOMAN_KERNELS_PANELS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef DRAGOMAN_KERNELS_PANELS_INL_H_
#undef DRAGOMAN_KERNELS_PANELS_INL_H_
#else
#define DRAGOMAN_KERNELS_PANELS_INL_H_
#endif

#include <algorithm>

#include <hwy/highway.h>

#include "kernels/panels.h"

HWY_BEFORE_NAMESPACE();
namespace dragoman {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Registers of vectors.
#if HWY_TARGET <= HWY_AVX3
constexpr int registers = 32;
#else
constexpr int registers = 16;
#endif
constexpr int rows_at_most = 8;

/// Vectors of sums that one panel needs.
template <typename Sum>
constexpr int vectors_of_panel() {
  return static_cast<int>(64 / sizeof(Sum) / hn::MaxLanes(hn::ScalableTag<Sum>()));
}

/// Panels that a tile of `rows` rows takes side by side: Tile::sums_at_most of the registers are
/// for sums, the rest for what it multiplies.
template <class Tile>
constexpr int panels_of_tile(int rows) {
  return std::clamp(Tile::sums_at_most / (rows * vectors_of_panel<typename Tile::Sum>()), 1, 8);
}

/// Rows of the tallest tile.
template <class Tile>
constexpr int tallest_tile() {
  return std::clamp(Tile::sums_at_most / vectors_of_panel<typename Tile::Sum>(), 1, rows_at_most);
}

/// `height` rows and all panels of [begin, end), which lie within the columns of the result.
/// Tile::run<height, panels> computes some of both, Tile::Sum is the type of its sums.
template <class Tile, int height, class Product>
HWY_ATTR void multiply_rows(const Product& product, int64_t row, int64_t begin, int64_t end) {
  constexpr int together = panels_of_tile<Tile>(height);
  int64_t panel = begin;
  for (; panel + together <= end; panel += together) {
    Tile::template run<height, together>(product, row, panel);
  }
  for (; panel < end; ++panel) Tile::template run<height, 1>(product, row, panel);
}

/// The same for a number of rows that is known when it runs.
template <class Tile, int height, class Product>
HWY_ATTR void multiply_height(const Product& product, int64_t rows, int64_t row, int64_t begin,
                              int64_t end) {
  if (rows == height) return multiply_rows<Tile, height>(product, row, begin, end);
  if constexpr (height > 1) {
    multiply_height<Tile, height - 1>(product, rows, row, begin, end);
  }
}

/// Rows of the next tile: what would leave a flat last one is halved.
inline int64_t next_height(int64_t left, int64_t tallest) {
  if (left <= tallest) return left;
  return left < 2 * tallest ? (left + 1) / 2 : tallest;
}

/// All rows. Few panels at a time, so that they stay in the cache while all rows pass.
template <class Tile, class Product>
void multiply_panels(const Product& product, int64_t begin, int64_t end) {
  constexpr int tallest = tallest_tile<Tile>();
  const int64_t together =
      product.rows.count <= tallest ? end - begin : panels_of_tile<Tile>(tallest);
  for (int64_t first = begin; first < end; first += together) {
    const int64_t last = std::min(end, first + together);
    for (int64_t row = 0; row < product.rows.count;) {
      const int64_t height = next_height(product.rows.count - row, tallest);
      multiply_height<Tile, tallest>(product, height, row, first, last);
      row += height;
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace dragoman
HWY_AFTER_NAMESPACE();

#endif

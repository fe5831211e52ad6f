#pragma once
#include "dragoman/kernels/int8_weight.h"
#include "kernels/panels.h"

namespace dragoman {

using PairProduct = PanelProduct<float, int8_t, int16_t>;
using QuadProduct = PanelProduct<float, int8_t, uint8_t>;

/// How the instruction set in use adds the products of `inputs` bytes: in fours it takes a
/// QuadProduct, in twos a PairProduct.
Chains chains_of(int64_t inputs);

/// Whole panels [begin, end) of a product, with
///   out_rn = (row_scale_r · column_scale_n) · (column_sum_n + Σ_k rows_rk panels_nk) + bias_n.
/// Where `is_for_tiles` says so, rows are filled up in memory to whole tiles.
void multiply(const PairProduct& product, int64_t begin, int64_t end);
void multiply(const QuadProduct& product, int64_t begin, int64_t end);

}  // namespace dragoman

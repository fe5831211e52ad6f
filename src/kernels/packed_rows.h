#pragma once
#include "dragoman/kernels/packed_weight.h"

namespace dragoman {

/// A product of rows with packed panels, as each instruction set computes it.
template <typename Real>
struct PackedRows {
  const Real* panels;  // [·, K, panel_width]
  int64_t inputs;      // K
  RowsOf<const Real> rows;
  const Real* bias;  // of each panel's columns, or null
  RowsOf<Real> out;
};

}  // namespace dragoman

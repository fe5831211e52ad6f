#pragma once
#include "dragoman/kernels/cell_step.h"
#include "dragoman/kernels/gates.h"
#include "kernels/real_array.h"

namespace dragoman {

/// Rows [begin, end) of the step.
template <typename Real>
GateStep<Real> gate_rows(const CellStep& step, int64_t begin, int64_t end) {
  return {end - begin,
          step.hidden.sizes[1],
          row_of<bool>(step.real, begin),
          row_of<Real>(step.gates, begin),
          row_of<Real>(step.recurrent, begin),
          row_of<Real>(step.bias, 0),
          row_of<Real>(step.previous_hidden, begin),
          row_of<Real>(step.previous_cell, begin),
          row_of<Real>(step.hidden, begin),
          row_of<Real>(step.cell, begin)};
}

}  // namespace dragoman

#include "dragoman/kernels/cell_step.h"

#include <algorithm>

#include "dragoman/kernels/gates.h"
#include "kernels/real_array.h"
#include "kernels/share.h"

namespace dragoman {
namespace {

// Gates that are worth a thread.
constexpr int64_t gates_per_task = 1 << 12;

/// Rows [begin, end) of the step.
template <typename Real>
GateStep<Real> rows_of(const CellStep& step, int64_t begin, int64_t end) {
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

/// Calls work(Real(), begin, end) with the rows of each thread.
template <class Work>
void for_rows(const CellStep& step, const Work& work) {
  const int64_t grain = std::max<int64_t>(1, gates_per_task / step.gates.sizes[1]);
  for_real(step.gates.number, [&](auto real) {
    share(step.gates.sizes[0], grain,
          [&](int64_t begin, int64_t end, int64_t /*part*/) { work(real, begin, end); });
  });
}

}  // namespace

void cell_forward(const CellStep& step) {
  for_rows(step, [&](auto real, int64_t begin, int64_t end) {
    const auto rows = rows_of<decltype(real)>(step, begin, end);
    step.cell ? lstm_forward(rows) : gru_forward(rows);
  });
}

void cell_backward(const CellStep& step, const Array& hidden, const Array& cell) {
  for_rows(step, [&](auto real, int64_t begin, int64_t end) {
    using Real = decltype(real);
    const GateStep<Real> rows = rows_of<Real>(step, begin, end);
    const StateGradient<Real> gradient{row_of<Real>(hidden, begin), row_of<Real>(cell, begin)};
    step.cell ? lstm_backward(rows, gradient) : gru_backward(rows, gradient);
  });
}

}  // namespace dragoman

#include "dragoman/kernels/cell_step.h"

#include <algorithm>

#include "kernels/cuda/kernels.h"
#include "kernels/gate_rows.h"
#include "kernels/share.h"

namespace dragoman {
namespace {

// Gates that are worth a thread.
constexpr int64_t gates_per_task = 1 << 12;

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
  if (step.gates.on_gpu) return cuda::cell_forward(step);
  for_rows(step, [&](auto real, int64_t begin, int64_t end) {
    const auto rows = gate_rows<decltype(real)>(step, begin, end);
    step.cell ? lstm_forward(rows) : gru_forward(rows);
  });
}

void cell_backward(const CellStep& step, const Array& hidden, const Array& cell) {
  if (step.gates.on_gpu) return cuda::cell_backward(step, hidden, cell);
  for_rows(step, [&](auto real, int64_t begin, int64_t end) {
    using Real = decltype(real);
    const GateStep<Real> rows = gate_rows<Real>(step, begin, end);
    const StateGradient<Real> gradient{row_of<Real>(hidden, begin), row_of<Real>(cell, begin)};
    step.cell ? lstm_backward(rows, gradient) : gru_backward(rows, gradient);
  });
}

}  // namespace dragoman

#pragma once
#include <algorithm>

#include <ATen/Parallel.h>
#include <torch/types.h>

#include "dragoman/kernels/gates.h"

namespace dragoman {

/// Gates that one thread works on at a time.
inline constexpr int64_t gates_per_task = 1 << 12;

/// Null for an undefined tensor.
template <typename Real>
Real* data_of(const torch::Tensor& tensor) {
  return tensor.defined() ? tensor.data_ptr<Real>() : nullptr;
}

template <typename Real>
Real* moved(Real* data, int64_t elements) {
  return data == nullptr ? nullptr : data + elements;
}

/// Rows [begin, end) of a step of a cell with so many gates.
template <typename Real>
GateStep<Real> rows_of(const GateStep<Real>& step, int64_t gates, int64_t begin, int64_t end) {
  const int64_t states = begin * step.width;
  return {end - begin,
          step.width,
          moved(step.real, begin),
          step.gates + gates * states,
          moved(step.recurrent, gates * states),
          step.bias,
          step.previous_hidden + states,
          moved(step.previous_cell, states),
          step.hidden + states,
          moved(step.cell, states)};
}

/// Calls work(part, first row) with parts of the step on all threads.
template <typename Real, class Work>
void for_rows(const GateStep<Real>& step, int64_t gates, const Work& work) {
  const int64_t grain = std::max<int64_t>(1, gates_per_task / (gates * step.width));
  at::parallel_for(0, step.rows, grain, [&](int64_t begin, int64_t end) {
    work(rows_of(step, gates, begin, end), begin);
  });
}

}  // namespace dragoman

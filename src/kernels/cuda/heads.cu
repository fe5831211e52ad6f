#include "kernels/cuda/vectors.h"

namespace dragoman::DRAGOMAN_CUDA_NAMESPACE {
namespace {

/// What a block of `HeadsStep` works on: one head of one sentence.
template <typename Real>
struct Heads {
  View<Real> keys, values;
  View<bool> mask;
  View<Real> queries, weights, contexts;
  int64_t source, width;  // S, and the columns of a head
  Real scale;

  __device__ Vectors<Real> of(const View<Real>& memory, int64_t row, int64_t head) const {
    return vectors_of(memory, row, head * width, source, width);
  }
};

template <typename Real>
Heads<Real> heads_of(const HeadsStep& step) {
  return {view<Real>(step.keys),    view<Real>(step.values),         view<bool>(step.mask),
          view<Real>(step.queries), view<Real>(step.weights),        view<Real>(step.contexts),
          step.mask.sizes[1],       step.keys.sizes[2] / step.heads, static_cast<Real>(step.scale)};
}

template <typename Real>
__global__ void heads_forward_blocks(Heads<Real> step) {
  const int64_t row = blockIdx.x, head = blockIdx.y, column = head * step.width;
  Real* weights = step.weights.at(row, head);
  dot_vectors(step.queries.at(row) + column, step.of(step.keys, row, head), step.scale, weights);
  __syncthreads();
  softmax(weights, step.mask.at(row), step.source);
  __syncthreads();
  sum_vectors(weights, step.of(step.values, row, head), false, step.contexts.at(row) + column);
}

template <typename Real>
__global__ void heads_backward_blocks(Heads<Real> step, View<Real> context_gradients,
                                      View<Real> score_gradients, View<Real> query_gradients) {
  const int64_t row = blockIdx.x, head = blockIdx.y, column = head * step.width;
  Real* gradient = score_gradients.at(row, head);
  // The scale of the scores, early: what follows is linear.
  dot_vectors(context_gradients.at(row) + column, step.of(step.values, row, head), step.scale,
              gradient);
  __syncthreads();
  softmax_backward(step.weights.at(row, head), step.source, gradient);
  __syncthreads();
  sum_vectors(gradient, step.of(step.keys, row, head), false, query_gradients.at(row) + column);
}

/// Rows of `sum_over_steps` that a thread sums at once: each number of the vectors is read for all.
constexpr int rows_together = 8;

/// A thread for a column of some source positions of a sentence.
template <typename Real>
__global__ void sum_over_steps_columns(View<Real> coefficients, View<Real> vectors, View<Real> out,
                                       int64_t steps, int64_t source, int64_t width) {
  const int64_t row = blockIdx.x, first = static_cast<int64_t>(blockIdx.z) * rows_together;
  const int64_t w = static_cast<int64_t>(blockIdx.y) * blockDim.x + threadIdx.x;
  if (w >= width) return;
  Real sums[rows_together] = {};
  for (int64_t t = 0; t < steps; ++t) {
    const Real number = vectors.at(t, row)[w];
    const Real* of_step = coefficients.at(t, row) + first;
    for (int s = 0; s < rows_together; ++s) {
      if (first + s < source) sums[s] += of_step[s] * number;
    }
  }
  for (int s = 0; s < rows_together; ++s) {
    if (first + s < source) out.at(row, first + s)[w] = sums[s];
  }
}

}  // namespace

void heads_forward(const HeadsStep& step) {
  for_real(step.values.number, [&](auto real) {
    using Real = decltype(real);
    launch(heads_forward_blocks<Real>, {step.values.sizes[0], step.heads}, block_threads / 2,
           heads_of<Real>(step));
  });
}

void heads_backward(const HeadsStep& step, const Array& context_gradients,
                    const Array& score_gradients, const Array& query_gradients) {
  for_real(step.values.number, [&](auto real) {
    using Real = decltype(real);
    launch(heads_backward_blocks<Real>, {step.values.sizes[0], step.heads}, block_threads / 2,
           heads_of<Real>(step), view<Real>(context_gradients), view<Real>(score_gradients),
           view<Real>(query_gradients));
  });
}

void sum_over_steps(const Array& coefficients, const Array& vectors, const Array& out) {
  constexpr int threads = 128;
  const int64_t batch = out.sizes[0], source = out.sizes[1], width = out.sizes[2];
  for_real(out.number, [&](auto real) {
    using Real = decltype(real);
    launch(sum_over_steps_columns<Real>,
           {batch, blocks_for(width, threads), blocks_for(source, rows_together)}, threads,
           view<Real>(coefficients), view<Real>(vectors), view<Real>(out), vectors.sizes[0], source,
           width);
  });
}

}  // namespace dragoman::DRAGOMAN_CUDA_NAMESPACE

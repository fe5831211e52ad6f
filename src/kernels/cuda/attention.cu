#include <cmath>

#include "kernels/cuda/block.h"

namespace dragoman::DRAGOMAN_CUDA_NAMESPACE {
namespace {

/// `count` vectors of `width` numbers, `stride` apart: keys or values of one sentence, or one
/// head's columns of them.
template <typename Real>
struct Vectors {
  Real* data;
  int64_t count, width, stride;

  __device__ Real* at(int64_t s) const { return data + s * stride; }
};

template <typename Real>
__device__ Vectors<Real> vectors_of(const View<Real>& memory, int64_t row, int64_t column,
                                    int64_t count, int64_t width) {
  return {memory.at(row) + column, count, width, memory.strides[1]};
}

/// out[s] = scale · (x · vector s), by a warp each.
template <typename Real>
__device__ void dot_vectors(const Real* x, const Vectors<Real>& vectors, Real scale, Real* out) {
  const int lane = threadIdx.x % warp_threads, warps = blockDim.x / warp_threads;
  for (int64_t s = threadIdx.x / warp_threads; s < vectors.count; s += warps) {
    const Real* vector = vectors.at(s);
    Real sum = 0;
    for (int64_t i = lane; i < vectors.width; i += warp_threads) sum += x[i] * vector[i];
    sum = warp_sum(sum);
    if (lane == 0) out[s] = scale * sum;
  }
}

/// out (+)= Σ_s weights[s] · vector s, a thread for each column.
template <typename Real>
__device__ void sum_vectors(const Real* weights, const Vectors<Real>& vectors, bool accumulate,
                            Real* out) {
  for (int64_t i = threadIdx.x; i < vectors.width; i += blockDim.x) {
    Real sum = accumulate ? out[i] : Real(0);
    for (int64_t s = 0; s < vectors.count; ++s) sum += weights[s] * vectors.at(s)[i];
    out[i] = sum;
  }
}

/// In place: the softmax of what the mask lets in, 0 elsewhere. The others see it after a barrier.
template <typename Real>
__device__ void softmax(Real* scores, const bool* mask, int64_t count) {
  Real largest = -INFINITY;
  for (int64_t s = threadIdx.x; s < count; s += blockDim.x) {
    if (mask[s] && scores[s] > largest) largest = scores[s];
  }
  largest = block_largest(largest);
  Real sum = 0;
  for (int64_t s = threadIdx.x; s < count; s += blockDim.x) {
    scores[s] = mask[s] ? std::exp(scores[s] - largest) : Real(0);
    sum += scores[s];
  }
  const Real scale = 1 / block_sum(sum);
  for (int64_t s = threadIdx.x; s < count; s += blockDim.x) scores[s] *= scale;
}

/// In place: the gradient of the weights becomes that of the scores, w_s (g_s − Σ_r w_r g_r).
template <typename Real>
__device__ void softmax_backward(const Real* weights, int64_t count, Real* gradient) {
  Real mean = 0;
  for (int64_t s = threadIdx.x; s < count; s += blockDim.x) mean += weights[s] * gradient[s];
  mean = block_sum(mean);
  for (int64_t s = threadIdx.x; s < count; s += blockDim.x) {
    gradient[s] = weights[s] * (gradient[s] - mean);
  }
}

template <typename Real>
struct Memory {
  View<Real> vectors;  // [B, S, width]
  int64_t count, width;

  __device__ Vectors<Real> of(int64_t row) const {
    return vectors_of(vectors, row, 0, count, width);
  }
};

template <typename Real>
Memory<Real> memory_of(const Array& array) {
  return {view<Real>(array), array.sizes[1], array.sizes[2]};
}

template <typename Real>
__global__ void weigh_values_rows(Memory<Real> values, View<bool> mask, View<Real> weights,
                                  View<Real> contexts) {
  const int64_t row = blockIdx.x;
  softmax(weights.at(row), mask.at(row), values.count);
  __syncthreads();
  sum_vectors(weights.at(row), values.of(row), false, contexts.at(row));
}

template <typename Real>
__global__ void weigh_values_backward_rows(Memory<Real> values, View<Real> weights,
                                           View<Real> context_gradients,
                                           View<Real> score_gradients) {
  const int64_t row = blockIdx.x;
  dot_vectors(context_gradients.at(row), values.of(row), Real(1), score_gradients.at(row));
  __syncthreads();
  softmax_backward(weights.at(row), values.count, score_gradients.at(row));
}

template <typename Real>
__global__ void dot_scores_rows(View<Real> queries, Memory<Real> keys, Real scale,
                                View<Real> scores) {
  const int64_t row = blockIdx.x;
  dot_vectors(queries.at(row), keys.of(row), scale, scores.at(row));
}

template <typename Real>
__global__ void dot_scores_backward_rows(Memory<Real> keys, Real scale, View<Real> score_gradients,
                                         View<Real> query_gradients) {
  const int64_t row = blockIdx.x;
  Real* gradient = score_gradients.at(row);
  for (int64_t s = threadIdx.x; s < keys.count; s += blockDim.x) gradient[s] *= scale;
  __syncthreads();
  sum_vectors(gradient, keys.of(row), true, query_gradients.at(row));
}

template <typename Real>
__global__ void additive_scores_rows(View<Real> queries, const Real* v, Memory<Real> keys,
                                     View<bool> mask, View<Real> scores) {
  const int64_t row = blockIdx.x;
  const Real* query = queries.at(row);
  const int lane = threadIdx.x % warp_threads, warps = blockDim.x / warp_threads;
  for (int64_t s = threadIdx.x / warp_threads; s < keys.count; s += warps) {
    if (!mask.at(row)[s]) continue;
    const Real* key = keys.of(row).at(s);
    Real sum = 0;
    for (int64_t a = lane; a < keys.width; a += warp_threads) {
      sum += v[a] * std::tanh(query[a] + key[a]);
    }
    sum = warp_sum(sum);
    if (lane == 0) scores.at(row)[s] = sum;
  }
}

/// A thread for each column of a sentence.
template <typename Real>
__global__ void additive_scores_backward_columns(View<Real> queries, const Real* v,
                                                 Memory<Real> keys, View<Real> score_gradients,
                                                 View<Real> key_gradients, View<Real> v_gradients) {
  const int64_t row = blockIdx.y;
  const int64_t a = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (a >= keys.width) return;
  const Real query = queries.at(row)[a];
  Real query_gradient = 0, v_gradient = 0;
  for (int64_t s = 0; s < keys.count; ++s) {
    const Real upstream = score_gradients.at(row)[s];
    if (upstream == 0) continue;  // as of padding, which nobody scored
    const Real squashed = std::tanh(query + keys.of(row).at(s)[a]);
    const Real gradient = upstream * v[a] * (1 - squashed * squashed);
    v_gradient += upstream * squashed;
    query_gradient += gradient;
    key_gradients.at(row, s)[a] += gradient;
  }
  queries.at(row)[a] = query_gradient;
  v_gradients.at(row)[a] += v_gradient;
}

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
  const int64_t head = blockIdx.x, row = blockIdx.y, column = head * step.width;
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
  const int64_t head = blockIdx.x, row = blockIdx.y, column = head * step.width;
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
  const int64_t w = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  const int64_t first = static_cast<int64_t>(blockIdx.y) * rows_together, row = blockIdx.z;
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

void weigh_values(const Array& values, const Array& mask, const Array& weights,
                  const Array& contexts) {
  for_real(values.number, [&](auto real) {
    using Real = decltype(real);
    launch(weigh_values_rows<Real>, {values.sizes[0]}, block_threads, memory_of<Real>(values),
           view<bool>(mask), view<Real>(weights), view<Real>(contexts));
  });
}

void weigh_values_backward(const Array& values, const Array& weights,
                           const Array& context_gradients, const Array& score_gradients) {
  for_real(values.number, [&](auto real) {
    using Real = decltype(real);
    launch(weigh_values_backward_rows<Real>, {values.sizes[0]}, block_threads,
           memory_of<Real>(values), view<Real>(weights), view<Real>(context_gradients),
           view<Real>(score_gradients));
  });
}

void dot_scores(const Array& queries, const Array& keys, double scale, const Array& scores) {
  for_real(keys.number, [&](auto real) {
    using Real = decltype(real);
    launch(dot_scores_rows<Real>, {keys.sizes[0]}, block_threads, view<Real>(queries),
           memory_of<Real>(keys), scale, view<Real>(scores));
  });
}

void dot_scores_backward(const Array& keys, double scale, const Array& score_gradients,
                         const Array& query_gradients) {
  for_real(keys.number, [&](auto real) {
    using Real = decltype(real);
    launch(dot_scores_backward_rows<Real>, {keys.sizes[0]}, block_threads, memory_of<Real>(keys),
           scale, view<Real>(score_gradients), view<Real>(query_gradients));
  });
}

void additive_scores(const Array& queries, const Array& v, const Array& keys, const Array& mask,
                     const Array& scores) {
  for_real(keys.number, [&](auto real) {
    using Real = decltype(real);
    launch(additive_scores_rows<Real>, {keys.sizes[0]}, block_threads, view<Real>(queries),
           row_of<Real>(v, 0), memory_of<Real>(keys), view<bool>(mask), view<Real>(scores));
  });
}

void additive_scores_backward(const Array& queries, const Array& v, const Array& keys,
                              const Array& score_gradients, const Array& key_gradients,
                              const Array& v_gradients) {
  constexpr int threads = 128;
  for_real(keys.number, [&](auto real) {
    using Real = decltype(real);
    launch(additive_scores_backward_columns<Real>,
           {blocks_for(keys.sizes[2], threads), keys.sizes[0]}, threads, view<Real>(queries),
           row_of<Real>(v, 0), memory_of<Real>(keys), view<Real>(score_gradients),
           view<Real>(key_gradients), view<Real>(v_gradients));
  });
}

void heads_forward(const HeadsStep& step) {
  for_real(step.values.number, [&](auto real) {
    using Real = decltype(real);
    launch(heads_forward_blocks<Real>, {step.heads, step.values.sizes[0]}, block_threads / 2,
           heads_of<Real>(step));
  });
}

void heads_backward(const HeadsStep& step, const Array& context_gradients,
                    const Array& score_gradients, const Array& query_gradients) {
  for_real(step.values.number, [&](auto real) {
    using Real = decltype(real);
    launch(heads_backward_blocks<Real>, {step.heads, step.values.sizes[0]}, block_threads / 2,
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
           {blocks_for(width, threads), blocks_for(source, rows_together), batch}, threads,
           view<Real>(coefficients), view<Real>(vectors), view<Real>(out), vectors.sizes[0], source,
           width);
  });
}

}  // namespace dragoman::DRAGOMAN_CUDA_NAMESPACE

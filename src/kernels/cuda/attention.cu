#include <cmath>

#include "kernels/cuda/vectors.h"

namespace dragoman::DRAGOMAN_CUDA_NAMESPACE {
namespace {

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
  const int64_t row = blockIdx.x;
  const int64_t a = static_cast<int64_t>(blockIdx.y) * blockDim.x + threadIdx.x;
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
           {keys.sizes[0], blocks_for(keys.sizes[2], threads)}, threads, view<Real>(queries),
           row_of<Real>(v, 0), memory_of<Real>(keys), view<Real>(score_gradients),
           view<Real>(key_gradients), view<Real>(v_gradients));
  });
}

}  // namespace dragoman::DRAGOMAN_CUDA_NAMESPACE

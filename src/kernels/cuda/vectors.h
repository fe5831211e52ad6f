#pragma once
#include <cmath>

#include "kernels/cuda/block.h"

namespace dragoman::DRAGOMAN_CUDA_NAMESPACE {

// What attention does with the keys or values of a sentence; all threads of a block together.

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

}  // namespace dragoman::DRAGOMAN_CUDA_NAMESPACE

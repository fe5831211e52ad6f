#pragma once
#include "kernels/cuda/launch.h"

namespace dragoman::DRAGOMAN_CUDA_NAMESPACE {

// Sums and largest values over the threads of a warp or a block, in a fixed order: the same bits
// each time. All threads must call them together, and all get the result.

inline constexpr int warp_threads = 32, most_warps = 32;

template <typename Real>
__device__ Real warp_sum(Real value) {
  for (int distance = warp_threads / 2; distance > 0; distance /= 2) {
    value += __shfl_xor_sync(0xffffffffu, value, distance);
  }
  return value;
}

template <typename Real>
__device__ Real warp_largest(Real value) {
  for (int distance = warp_threads / 2; distance > 0; distance /= 2) {
    const Real other = __shfl_xor_sync(0xffffffffu, value, distance);
    value = other > value ? other : value;
  }
  return value;
}

template <typename Real>
__device__ Real block_sum(Real value) {
  __shared__ Real of_warps[most_warps];
  value = warp_sum(value);
  __syncthreads();  // an earlier call's results have been read
  if (threadIdx.x % warp_threads == 0) of_warps[threadIdx.x / warp_threads] = value;
  __syncthreads();
  Real sum = of_warps[0];
  for (unsigned warp = 1; warp < blockDim.x / warp_threads; ++warp) sum += of_warps[warp];
  return sum;
}

template <typename Real>
__device__ Real block_largest(Real value) {
  __shared__ Real of_warps[most_warps];
  value = warp_largest(value);
  __syncthreads();
  if (threadIdx.x % warp_threads == 0) of_warps[threadIdx.x / warp_threads] = value;
  __syncthreads();
  Real largest = of_warps[0];
  for (unsigned warp = 1; warp < blockDim.x / warp_threads; ++warp) {
    largest = of_warps[warp] > largest ? of_warps[warp] : largest;
  }
  return largest;
}

}  // namespace dragoman::DRAGOMAN_CUDA_NAMESPACE

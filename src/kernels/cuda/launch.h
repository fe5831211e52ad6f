#pragma once
#include <cstdint>

#include "kernels/cuda/kernels.h"
#include "kernels/real_array.h"

#ifdef __CUDACC__
#include <cuda_runtime.h>
#else
#include "kernels/cuda/emulation.h"
#endif

// What the kernels for GPUs are written with. Beside CUDA's compiler any other takes them, with the
// tests' emulation of a GPU, so that they can be tried where none is.

namespace dragoman::DRAGOMAN_CUDA_NAMESPACE {

/// Blocks of a kernel; of x there may be 2³¹ − 1, of the others 65,535.
struct Grid {
  int64_t x = 1, y = 1, z = 1;
};

/// Threads of each block, unless a kernel says otherwise; whole warps.
inline constexpr int block_threads = 256;

inline int64_t blocks_for(int64_t elements, int64_t in_each = block_threads) {
  return (elements + in_each - 1) / in_each;
}

/// Starts a kernel on the current device, behind all that was started on its stream before. Nothing
/// for no block.
template <class... Parameters, class... Arguments>
void launch(void (*kernel)(Parameters...), const Grid& grid, int threads, Arguments... arguments) {
  if (grid.x == 0 || grid.y == 0 || grid.z == 0) return;
#ifdef __CUDACC__
  const dim3 blocks(static_cast<unsigned>(grid.x), static_cast<unsigned>(grid.y),
                    static_cast<unsigned>(grid.z));
  const auto stream = static_cast<cudaStream_t>(stream_of_launches());
  kernel<<<blocks, threads, 0, stream>>>(static_cast<Parameters>(arguments)...);
  const cudaError_t failure = cudaGetLastError();
  if (failure != cudaSuccess) refuse_launch(cudaGetErrorString(failure));
#else
  emulation::run({grid.x, grid.y, grid.z}, threads,
                 [=] { kernel(static_cast<Parameters>(arguments)...); });
#endif
}

/// An Array as a kernel takes it: element (i, j, k) stands at data + i · strides[0] + j ·
/// strides[1] + k, as the innermost dimension is contiguous.
template <typename Real>
struct View {
  Real* data;
  int64_t strides[3];

  __device__ Real* at(int64_t i) const { return data + i * strides[0]; }
  __device__ Real* at(int64_t i, int64_t j) const { return at(i) + j * strides[1]; }
};

template <typename Real>
View<Real> view(const Array& array) {
  return {static_cast<Real*>(array.data), {array.strides[0], array.strides[1], array.strides[2]}};
}

}  // namespace dragoman::DRAGOMAN_CUDA_NAMESPACE

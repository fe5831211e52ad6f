#include <cmath>

#include "kernels/cuda/block.h"

namespace dragoman::DRAGOMAN_CUDA_NAMESPACE {
namespace {

template <typename Real>
struct Candidate {
  Real score;
  int64_t word;

  __device__ bool comes_before(const Candidate& other) const {
    return score > other.score || (score == other.score && word < other.word);
  }
};

/// The one of all threads of the block that comes before the others.
template <typename Real>
__device__ Candidate<Real> first_of_block(Candidate<Real> own) {
  __shared__ Candidate<Real> of_warps[most_warps];
  for (int distance = warp_threads / 2; distance > 0; distance /= 2) {
    const Candidate<Real> other = {__shfl_xor_sync(0xffffffffu, own.score, distance),
                                   __shfl_xor_sync(0xffffffffu, own.word, distance)};
    if (other.comes_before(own)) own = other;
  }
  __syncthreads();  // an earlier call's results have been read
  if (threadIdx.x % warp_threads == 0) of_warps[threadIdx.x / warp_threads] = own;
  __syncthreads();
  for (unsigned warp = 0; warp < blockDim.x / warp_threads; ++warp) {
    if (of_warps[warp].comes_before(own)) own = of_warps[warp];
  }
  return own;
}

/// A block for each row, which looks for the best word, then for the best of those that come after
/// it, and so on.
template <typename Real>
__global__ void best_words_rows(View<Real> scores, int64_t count, int64_t wanted, View<Real> values,
                                View<int64_t> words) {
  const Real* row = scores.at(blockIdx.x);
  const Real infinity = static_cast<Real>(INFINITY);
  Candidate<Real> last = {infinity, -1};
  for (int64_t place = 0; place < wanted; ++place) {
    Candidate<Real> best = {-infinity, -1};
    for (int64_t word = threadIdx.x; word < count; word += blockDim.x) {
      const Candidate<Real> here = {row[word], word};
      if (last.comes_before(here) && here.comes_before(best)) best = here;
    }
    best = first_of_block(best);
    if (threadIdx.x == 0) {
      values.at(blockIdx.x)[place] = best.score;
      words.at(blockIdx.x)[place] = best.word < 0 ? 0 : best.word;
    }
    last = best;
  }
}

}  // namespace

void best_words(const Array& scores, const Array& values, const Array& words) {
  for_real(scores.number, [&](auto real) {
    using Real = decltype(real);
    launch(best_words_rows<Real>, {scores.sizes[0]}, block_threads, view<Real>(scores),
           scores.sizes[1], values.sizes[1], view<Real>(values), view<int64_t>(words));
  });
}

}  // namespace dragoman::DRAGOMAN_CUDA_NAMESPACE

#include "dragoman/kernels/sum_of_squares.h"
#include "kernels/cuda/block.h"

namespace dragoman::DRAGOMAN_CUDA_NAMESPACE {
namespace {

/// A block sums so many columns, each by as many threads as are left.
constexpr int columns_together = 32, threads_of_column = block_threads / columns_together;

template <typename Real>
__global__ void sum_columns(View<Real> rows, int64_t count, int64_t width, Real* out) {
  __shared__ Real sums[threads_of_column][columns_together];
  const int own = threadIdx.x % columns_together, part = threadIdx.x / columns_together;
  const int64_t column = static_cast<int64_t>(blockIdx.x) * columns_together + own;
  Real sum = 0;
  if (column < width) {
    for (int64_t row = part; row < count; row += threads_of_column) sum += rows.at(row)[column];
  }
  sums[part][own] = sum;
  __syncthreads();
  if (part > 0 || column >= width) return;
  for (int other = 1; other < threads_of_column; ++other) sum += sums[other][own];
  out[column] = sum;
}

/// A block for each row, of which the first with its word adds all that have it, in their order:
/// so no two blocks write to the same row of the table.
template <typename Real>
__global__ void add_rows(const int64_t* words, int64_t count, View<Real> rows, View<Real> table,
                         int64_t width) {
  __shared__ int64_t some[block_threads];
  const int64_t first = blockIdx.x, word = words[first];
  int earlier = 0;
  for (int64_t i = threadIdx.x; i < first; i += blockDim.x) earlier += words[i] == word;
  if (block_sum(earlier) > 0) return;
  for (int64_t begin = first; begin < count; begin += block_threads) {
    __syncthreads();
    if (begin + threadIdx.x < count) some[threadIdx.x] = words[begin + threadIdx.x];
    __syncthreads();
    for (int i = 0; i < block_threads && begin + i < count; ++i) {
      if (some[i] != word) continue;
      for (int64_t column = threadIdx.x; column < width; column += blockDim.x) {
        table.at(word)[column] += rows.at(begin + i)[column];
      }
    }
  }
}

constexpr int64_t square_parts = sum_of_squares_room - 1;

/// Of the values in a block's part, in float64.
template <typename Real>
__global__ void sum_squares(const Real* values, int64_t count, double* of_parts) {
  const int64_t each = (count + square_parts - 1) / square_parts, begin = blockIdx.x * each;
  const int64_t end = begin + each < count ? begin + each : count;
  double sum = 0;
  for (int64_t i = begin + threadIdx.x; i < end; i += blockDim.x) {
    const auto value = static_cast<double>(values[i]);
    sum += value * value;
  }
  sum = block_sum(sum);
  if (threadIdx.x == 0) of_parts[blockIdx.x] = sum;
}

/// One block.
__global__ void sum_parts(const double* of_parts, double* out) {
  double sum = 0;
  for (int64_t part = threadIdx.x; part < square_parts; part += blockDim.x) sum += of_parts[part];
  sum = block_sum(sum);
  if (threadIdx.x == 0) *out = sum;
}

}  // namespace

void sum_of_squares(const Array& values, const Array& sums) {
  double* of_parts = row_of<double>(sums, 0) + 1;
  for_real(values.number, [&](auto real) {
    using Real = decltype(real);
    launch(sum_squares<Real>, {square_parts}, block_threads, row_of<Real>(values, 0),
           values.sizes[0], of_parts);
  });
  launch(sum_parts, {1}, block_threads, of_parts, row_of<double>(sums, 0));
}

void sum_of_rows(const Array& rows, const Array& out) {
  const int64_t width = rows.sizes[1];
  for_real(rows.number, [&](auto real) {
    using Real = decltype(real);
    launch(sum_columns<Real>, {blocks_for(width, columns_together)}, block_threads,
           view<Real>(rows), rows.sizes[0], width, row_of<Real>(out, 0));
  });
}

void add_rows_of_words(const Array& words, const Array& rows, const Array& table) {
  const int64_t count = words.sizes[0];
  for_real(table.number, [&](auto real) {
    using Real = decltype(real);
    launch(add_rows<Real>, {count}, block_threads, row_of<int64_t>(words, 0), count,
           view<Real>(rows), view<Real>(table), table.sizes[1]);
  });
}

}  // namespace dragoman::DRAGOMAN_CUDA_NAMESPACE

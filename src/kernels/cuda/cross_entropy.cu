#include <cmath>
#include <cstring>

#include "kernels/cuda/block.h"

namespace dragoman::DRAGOMAN_CUDA_NAMESPACE {
namespace {

/// The nearest bfloat16, to even where two are as near.
__device__ uint16_t nearest_bfloat16(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof(bits));
  if (value != value) return static_cast<uint16_t>((bits >> 16) | 0x40);
  return static_cast<uint16_t>((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
}

template <typename Real>
struct Rows {
  View<Real> logits;
  const Real* bias;
  const int64_t* words;
  int64_t width;
  double smoothing;
  bool differentiated;
  View<uint16_t> rounded;  // data null: not wanted
  View<double> row_sums;
};

/// A block for each row of `cross_entropy_row`.
template <typename Real>
__global__ void rows_kernel(Rows<Real> rows) {
  const int64_t row = blockIdx.x, width = rows.width, word = rows.words[row];
  Real* logits = rows.logits.at(row);
  Real largest = -INFINITY, total = 0;
  for (int64_t i = threadIdx.x; i < width; i += blockDim.x) {
    const Real logit = logits[i] + rows.bias[i];
    logits[i] = logit;
    largest = logit > largest ? logit : largest;
    total += logit;
  }
  largest = block_largest(largest);
  total = block_sum(total);
  const double correct = static_cast<double>(logits[word]);
  __syncthreads();  // read before it is overwritten
  Real sum = 0;
  for (int64_t i = threadIdx.x; i < width; i += blockDim.x) {
    logits[i] = std::exp(logits[i] - largest);
    sum += logits[i];
  }
  sum = block_sum(sum);
  if (threadIdx.x == 0) {
    const double normaliser = static_cast<double>(largest) + std::log(static_cast<double>(sum));
    const double mean = static_cast<double>(total) / static_cast<double>(width);
    const double loss = normaliser - correct;
    rows.row_sums.at(row)[0] = (1 - rows.smoothing) * loss + rows.smoothing * (normaliser - mean);
    rows.row_sums.at(row)[1] = loss;
  }
  if (!rows.differentiated) return;
  const Real scale = 1 / sum;
  const Real spread = static_cast<Real>(rows.smoothing / static_cast<double>(width));
  const Real of_word = static_cast<Real>(1 - rows.smoothing);
  for (int64_t i = threadIdx.x; i < width; i += blockDim.x) {
    const Real gradient = logits[i] * scale - spread - (i == word ? of_word : Real(0));
    logits[i] = gradient;
    if (rows.rounded.data != nullptr) {
      rows.rounded.at(row)[i] = nearest_bfloat16(static_cast<float>(gradient));
    }
  }
}

/// A thread for a column of one part of the rows.
template <typename Real>
__global__ void bias_kernel(View<Real> gradients, int64_t count, int64_t of_part, int64_t width,
                            View<Real> bias_gradient) {
  const int64_t column = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  const int64_t part = blockIdx.y, begin = part * of_part;
  if (column >= width) return;
  Real sum = 0;
  for (int64_t row = begin; row < begin + of_part && row < count; ++row) {
    sum += gradients.at(row)[column];
  }
  bias_gradient.at(part)[column] += sum;
}

/// One block: sums [2] += Σ row_sums.
__global__ void sums_kernel(View<double> row_sums, int64_t count, double* sums) {
  for (int i = 0; i < 2; ++i) {
    double sum = 0;
    for (int64_t row = threadIdx.x; row < count; row += blockDim.x) sum += row_sums.at(row)[i];
    sum = block_sum(sum);
    if (threadIdx.x == 0) sums[i] += sum;
  }
}

}  // namespace

void cross_entropy_rows(const CrossEntropyRows& rows) {
  const int64_t count = rows.words.sizes[0], width = rows.bias.sizes[0];
  if (count == 0) return;
  const auto row_sums = view<double>(rows.row_sums);
  for_real(rows.logits.number, [&](auto real) {
    using Real = decltype(real);
    const bool differentiated = static_cast<bool>(rows.bias_gradient);
    launch(rows_kernel<Real>, {count}, block_threads,
           Rows<Real>{view<Real>(rows.logits), row_of<Real>(rows.bias, 0),
                      row_of<int64_t>(rows.words, 0), width, rows.smoothing, differentiated,
                      view<uint16_t>(rows.rounded_gradients), row_sums});
    if (!differentiated) return;
    launch(bias_kernel<Real>, {blocks_for(width), bias_gradient_parts}, block_threads,
           view<Real>(rows.logits), count, blocks_for(count, bias_gradient_parts), width,
           view<Real>(rows.bias_gradient));
  });
  launch(sums_kernel, {1}, block_threads, row_sums, count, row_of<double>(rows.sums, 0));
}

}  // namespace dragoman::DRAGOMAN_CUDA_NAMESPACE

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
  const double* weights;  // null: 1 each
  int64_t width;
  double smoothing, distillation;
  View<Real> teacher;  // data null: none
  bool differentiated;
  View<uint16_t> rounded;  // data null: not wanted
  View<double> row_sums;

  __device__ double weight(int64_t row) const { return weights == nullptr ? 1 : weights[row]; }
};

/// What the softmax of a row is made of.
template <typename Real>
struct Softmax {
  Real largest, total, along, sum;

  __device__ double normaliser() const {
    return static_cast<double>(largest) + std::log(static_cast<double>(sum));
  }
};

/// Adds the bias; all of the softmax but its sum.
template <typename Real>
__device__ Softmax<Real> biased(const Rows<Real>& rows, int64_t row) {
  Real* logits = rows.logits.at(row);
  const Real* teacher = rows.teacher.data == nullptr ? nullptr : rows.teacher.at(row);
  Real largest = -INFINITY, total = 0, along = 0;
  for (int64_t i = threadIdx.x; i < rows.width; i += blockDim.x) {
    const Real logit = logits[i] + rows.bias[i];
    logits[i] = logit;
    largest = logit > largest ? logit : largest;
    total += logit;
    if (teacher != nullptr) along += teacher[i] * logit;
  }
  largest = block_largest(largest);
  total = block_sum(total);
  along = block_sum(along);
  return {largest, total, along, 0};
}

template <typename Real>
__device__ void write_sums(const Rows<Real>& rows, int64_t row, const Softmax<Real>& softmax,
                           double correct, double divergence) {
  if (threadIdx.x != 0) return;
  const double mean = static_cast<double>(softmax.total) / static_cast<double>(rows.width);
  const double loss = softmax.normaliser() - correct;
  const double smoothed =
      (1 - rows.smoothing) * loss + rows.smoothing * (softmax.normaliser() - mean);
  const double taught = softmax.normaliser() - static_cast<double>(softmax.along);
  const double trained = (1 - rows.distillation) * smoothed + rows.distillation * taught;
  rows.row_sums.at(row)[0] = rows.weight(row) * trained + divergence;
  rows.row_sums.at(row)[1] = rows.weight(row) * loss;
}

/// What the softmax shall have of word i.
template <typename Real>
__device__ Real aim(const Rows<Real>& rows, int64_t row, int64_t i) {
  const double even = rows.smoothing / static_cast<double>(rows.width);
  const double of_word = i == rows.words[row] ? 1 - rows.smoothing : 0;
  const Real own = static_cast<Real>((1 - rows.distillation) * (of_word + even));
  if (rows.teacher.data == nullptr) return own;
  return own + static_cast<Real>(rows.distillation) * rows.teacher.at(row)[i];
}

template <typename Real>
__device__ void put_gradient(const Rows<Real>& rows, int64_t row, int64_t i, Real gradient) {
  rows.logits.at(row)[i] = gradient;
  if (rows.rounded.data != nullptr) {
    rows.rounded.at(row)[i] = nearest_bfloat16(static_cast<float>(gradient));
  }
}

/// A block for each row of `cross_entropy_row`.
template <typename Real>
__global__ void rows_kernel(Rows<Real> rows) {
  const int64_t row = blockIdx.x, width = rows.width, word = rows.words[row];
  Real* logits = rows.logits.at(row);
  Softmax<Real> softmax = biased(rows, row);
  const double correct = static_cast<double>(logits[word]);
  __syncthreads();  // read before it is overwritten
  Real sum = 0;
  for (int64_t i = threadIdx.x; i < width; i += blockDim.x) {
    logits[i] = std::exp(logits[i] - softmax.largest);
    sum += logits[i];
  }
  softmax.sum = block_sum(sum);
  write_sums(rows, row, softmax, correct, 0);
  if (!rows.differentiated) return;
  const Real scale = 1 / softmax.sum, weight = static_cast<Real>(rows.weight(row));
  for (int64_t i = threadIdx.x; i < width; i += blockDim.x) {
    put_gradient(rows, row, i, weight * (logits[i] * scale - aim(rows, row, i)));
  }
}

/// A block for each `cross_entropy_pair`.
template <typename Real>
__global__ void pairs_kernel(Rows<Real> rows, Real half) {
  const int64_t row = 2 * static_cast<int64_t>(blockIdx.x), width = rows.width;
  const int64_t word = rows.words[row];
  Real *a = rows.logits.at(row), *b = rows.logits.at(row + 1);
  Softmax<Real> first = biased(rows, row), second = biased(rows, row + 1);
  const double correct_a = static_cast<double>(a[word]), correct_b = static_cast<double>(b[word]);
  Real sum_p = 0, sum_q = 0, forward = 0, backward = 0;
  for (int64_t i = threadIdx.x; i < width; i += blockDim.x) {
    const Real p = std::exp(a[i] - first.largest), q = std::exp(b[i] - second.largest);
    sum_p += p;
    sum_q += q;
    forward += p * (a[i] - b[i]);
    backward += q * (b[i] - a[i]);
  }
  first.sum = block_sum(sum_p);
  second.sum = block_sum(sum_q);
  const Real log_p = static_cast<Real>(first.normaliser());
  const Real log_q = static_cast<Real>(second.normaliser());
  forward = block_sum(forward) / first.sum - (log_p - log_q);
  backward = block_sum(backward) / second.sum - (log_q - log_p);
  const double of_row = static_cast<double>(half) / 2 * static_cast<double>(forward + backward);
  write_sums(rows, row, first, correct_a, of_row);
  write_sums(rows, row + 1, second, correct_b, of_row);
  if (!rows.differentiated) return;
  for (int64_t i = threadIdx.x; i < width; i += blockDim.x) {
    const Real p = std::exp(a[i] - log_p), q = std::exp(b[i] - log_q);
    const Real apart = (a[i] - log_p) - (b[i] - log_q);
    const Real of_a = p * (apart - forward) + p - q, of_b = q * (-apart - backward) + q - p;
    put_gradient(rows, row, i, p - aim(rows, row, i) + half * of_a);
    put_gradient(rows, row + 1, i, q - aim(rows, row + 1, i) + half * of_b);
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
    const Rows<Real> all{view<Real>(rows.logits),
                         row_of<Real>(rows.bias, 0),
                         row_of<int64_t>(rows.words, 0),
                         rows.weights ? row_of<double>(rows.weights, 0) : nullptr,
                         width,
                         rows.smoothing,
                         rows.distillation,
                         view<Real>(rows.teacher),
                         differentiated,
                         view<uint16_t>(rows.rounded_gradients),
                         row_sums};
    if (rows.r_drop > 0) {
      launch(pairs_kernel<Real>, {count / 2}, block_threads, all,
             static_cast<Real>(rows.r_drop / 2));
    } else {
      launch(rows_kernel<Real>, {count}, block_threads, all);
    }
    if (!differentiated) return;
    launch(bias_kernel<Real>, {blocks_for(width), bias_gradient_parts}, block_threads,
           view<Real>(rows.logits), count, blocks_for(count, bias_gradient_parts), width,
           view<Real>(rows.bias_gradient));
  });
  launch(sums_kernel, {1}, block_threads, row_sums, count, row_of<double>(rows.sums, 0));
}

}  // namespace dragoman::DRAGOMAN_CUDA_NAMESPACE

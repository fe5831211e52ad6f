#include <cmath>

#include "kernels/cuda/launch.h"

namespace dragoman::DRAGOMAN_CUDA_NAMESPACE {
namespace {

__device__ int64_t own_element() {
  return static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
}

/// AdamStep in the precision of the numbers.
template <typename Real>
struct AdamNumbers {
  Real l2, decay, beta1, beta2, epsilon, rate, second_scale, average_weight;
};

template <typename Real>
AdamNumbers<Real> numbers_of(const AdamStep& step, double average_weight) {
  const auto real = [](double number) { return static_cast<Real>(number); };
  return {real(step.l2),      real(step.decay), real(step.beta1),        real(step.beta2),
          real(step.epsilon), real(step.rate),  real(step.second_scale), real(average_weight)};
}

template <typename Real>
struct AdamPointers {
  Real *values, *gradients, *first, *second, *averages;
  const double* scale;
};

template <typename Real>
__global__ void adam_elements(AdamNumbers<Real> step, AdamPointers<Real> arrays, int64_t count) {
  const int64_t i = own_element();
  if (i >= count) return;
  const Real given = arrays.gradients[i], value = arrays.values[i];
  arrays.gradients[i] = 0;
  const double scale = *arrays.scale;
  if (!std::isfinite(scale)) return;
  const Real gradient = given * static_cast<Real>(scale) + step.l2 * value;
  const Real first = step.beta1 * arrays.first[i] + (1 - step.beta1) * gradient;
  const Real second = step.beta2 * arrays.second[i] + (1 - step.beta2) * gradient * gradient;
  const Real denominator = std::sqrt(second) * step.second_scale + step.epsilon;
  const Real next = value * step.decay - step.rate * first / denominator;
  arrays.first[i] = first;
  arrays.second[i] = second;
  arrays.values[i] = next;
  if (arrays.averages == nullptr) return;
  arrays.averages[i] += step.average_weight * (next - arrays.averages[i]);
}

/// See the CPU's: a bijection of 32 bits whose every output bit depends on every input bit.
__device__ uint32_t scrambled(uint32_t x) {
  x ^= x >> 16;
  x *= 0x7feb352du;
  x ^= x >> 15;
  x *= 0x846ca68bu;
  return x ^ (x >> 16);
}

template <typename Real>
__global__ void mask_elements(uint64_t seed, uint64_t first, uint32_t threshold, Real kept,
                              Real* values, int64_t count) {
  const int64_t i = own_element();
  if (i >= count) return;
  const uint64_t index = first + static_cast<uint64_t>(i);
  const uint32_t keyed = static_cast<uint32_t>(index) ^ static_cast<uint32_t>(seed);
  const uint32_t second =
      static_cast<uint32_t>(seed >> 32) ^ static_cast<uint32_t>(index >> 32) * 0x9e3779b9u;
  values[i] = scrambled(scrambled(keyed) ^ second) >= threshold ? kept : Real(0);
}

}  // namespace

void adam(const AdamStep& step, const AdamArrays& arrays, double average_weight) {
  const int64_t count = arrays.values.sizes[0];
  for_real(arrays.values.number, [&](auto real) {
    using Real = decltype(real);
    const AdamPointers<Real> pointers{
        row_of<Real>(arrays.values, 0),   row_of<Real>(arrays.gradients, 0),
        row_of<Real>(arrays.first, 0),    row_of<Real>(arrays.second, 0),
        row_of<Real>(arrays.averages, 0), row_of<double>(arrays.scale, 0)};
    launch(adam_elements<Real>, {blocks_for(count)}, block_threads,
           numbers_of<Real>(step, average_weight), pointers, count);
  });
}

void fill_mask(uint64_t seed, int64_t first, double rate, const Array& values) {
  const int64_t count = values.sizes[0];
  const auto threshold = static_cast<uint32_t>(std::ldexp(rate, 32));
  for_real(values.number, [&](auto real) {
    using Real = decltype(real);
    launch(mask_elements<Real>, {blocks_for(count)}, block_threads, seed, first, threshold,
           static_cast<Real>(1 / (1 - rate)), row_of<Real>(values, 0), count);
  });
}

}  // namespace dragoman::DRAGOMAN_CUDA_NAMESPACE

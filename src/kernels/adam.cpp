#include "dragoman/kernels/adam.h"

#include <algorithm>
#include <cmath>

#include "kernels/cuda/kernels.h"
#include "kernels/real_array.h"
#include "kernels/share.h"

namespace dragoman {
namespace {

constexpr int64_t elements_per_task = 1 << 15;

template <typename Real>
void adam_pass(const AdamStep& step, Real scale, Real* __restrict values,
               const Real* __restrict gradients, Real* __restrict first, Real* __restrict second,
               int64_t begin, int64_t end) {
  const Real l2 = static_cast<Real>(step.l2);
  const Real decay = static_cast<Real>(step.decay), epsilon = static_cast<Real>(step.epsilon);
  const Real beta1 = static_cast<Real>(step.beta1), beta2 = static_cast<Real>(step.beta2);
  const Real rate = static_cast<Real>(step.rate);
  const Real second_scale = static_cast<Real>(step.second_scale);
  for (int64_t i = begin; i < end; ++i) {
    const Real gradient = gradients[i] * scale + l2 * values[i];
    first[i] = beta1 * first[i] + (1 - beta1) * gradient;
    second[i] = beta2 * second[i] + (1 - beta2) * gradient * gradient;
    const Real denominator = std::sqrt(second[i]) * second_scale + epsilon;
    values[i] = values[i] * decay - rate * first[i] / denominator;
  }
}

/// Moves the averages towards the values.
template <typename Real>
void average_pass(double weight, const Real* __restrict values, Real* __restrict averages,
                  int64_t begin, int64_t end) {
  const Real share_of_values = static_cast<Real>(weight);
  for (int64_t i = begin; i < end; ++i) averages[i] += share_of_values * (values[i] - averages[i]);
}

template <typename Real>
void adam_of(const AdamStep& step, const AdamArrays& arrays, double average_weight) {
  Real *values = row_of<Real>(arrays.values, 0), *gradients = row_of<Real>(arrays.gradients, 0);
  Real *first = row_of<Real>(arrays.first, 0), *second = row_of<Real>(arrays.second, 0);
  Real* averages = row_of<Real>(arrays.averages, 0);
  const double scale = *row_of<double>(arrays.scale, 0);
  if (!std::isfinite(scale)) return void(std::fill_n(gradients, arrays.values.sizes[0], Real(0)));
  share(arrays.values.sizes[0], elements_per_task, [&](int64_t from, int64_t to, int64_t /*part*/) {
    for (int64_t begin = from; begin < to; begin += elements_per_task) {
      const int64_t end = std::min(to, begin + elements_per_task);
      adam_pass<Real>(step, static_cast<Real>(scale), values, gradients, first, second, begin, end);
      if (averages != nullptr) average_pass<Real>(average_weight, values, averages, begin, end);
      std::fill(gradients + begin, gradients + end, Real(0));
    }
  });
}

}  // namespace

void adam(const AdamStep& step, const AdamArrays& arrays, double average_weight) {
  if (arrays.values.on_gpu) return cuda::adam(step, arrays, average_weight);
  for_real(arrays.values.number,
           [&](auto real) { adam_of<decltype(real)>(step, arrays, average_weight); });
}

}  // namespace dragoman

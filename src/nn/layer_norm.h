#pragma once
#include <cmath>
#include <cstdint>

namespace dragoman {

constexpr double layer_norm_epsilon = 1e-5;  // of the variance, as in torch.nn.LayerNorm

/// Layer normalisation (Ba et al. 2016, eq. 4) in place: gain ⊙ (x − mean x) / σ(x) + shift, where
/// shift may be null. Sums run in double and in one order.
template <typename Real>
void normalise_row(Real* x, int64_t width, const Real* gain, const Real* shift) {
  double sum = 0, squares = 0;
  for (int64_t i = 0; i < width; ++i) sum += x[i];
  const double mean = sum / static_cast<double>(width);
  for (int64_t i = 0; i < width; ++i) squares += (x[i] - mean) * (x[i] - mean);
  const double scale = 1 / std::sqrt(squares / static_cast<double>(width) + layer_norm_epsilon);
  for (int64_t i = 0; i < width; ++i) {
    x[i] = static_cast<Real>((x[i] - mean) * scale) * gain[i] + (shift == nullptr ? 0 : shift[i]);
  }
}

}  // namespace dragoman

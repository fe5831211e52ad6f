#pragma once
#include <cstdint>

namespace dragoman {

inline constexpr double layer_norm_epsilon = 1e-5;  // of the variance, as in torch.nn.LayerNorm

/// Groups of numbers that are normalised each for itself. Group i has gain and shift i mod `gains`.
template <typename Real>
struct NormGroups {
  int64_t count, width, gains;
  Real* values;  // [count, width]
  const Real* gain;
  const Real* shift;         // both [gains, width]; this one may be null
  Real* normal;              // [count, width], N(values) as going back needs it; null: forward only
  Real* inverse_deviations;  // [count]; null with it
};

/// Layer normalisation (Ba et al. 2016, section 3) in place: x becomes gain ⊙ N(x) + shift with
/// N(x) = (x − mean x) / √(variance x + ε).
void normalise(const NormGroups<float>& groups);
void normalise(const NormGroups<double>& groups);

/// Where the values are the gradient of that, they become the gradient of x.
void normalise_backward(const NormGroups<float>& groups);
void normalise_backward(const NormGroups<double>& groups);

}  // namespace dragoman

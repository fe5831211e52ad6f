#pragma once
#include <limits>
#include <vector>

#include <c10/core/ScalarType.h>
#include <gtest/gtest.h>

#include "nn/padded_batch.h"
#include "nn/tensor_expectations.h"

namespace dragoman {

using torch::Tensor;

/// The types that the vectorised functions are made for, and widths that leave whole vectors, rests
/// of vectors, or both.
using RealTypes = testing::Types<float, double>;
inline constexpr int64_t vector_widths[] = {1, 7, 16, 33};

template <typename Real>
constexpr auto real_type = c10::CppTypeToScalarType<Real>::value;

template <typename Real>
constexpr Real not_a_number = std::numeric_limits<Real>::quiet_NaN();

template <typename Real>
Tensor random_reals(at::IntArrayRef shape, uint64_t seed) {
  return random_tensor(shape, seed).to(real_type<Real>);
}

/// The same numbers in double, for what is computed plainly.
inline Tensor exact(const Tensor& tensor) {
  return tensor.to(torch::kDouble, false, true);
}

/// Equal but for rounding in `Real`, whose share of a number counts where it is larger than 1.
template <typename Real>
testing::AssertionResult rounds_to(const Tensor& got, const Tensor& expected) {
  const Tensor scale = 1 + expected.detach().abs();
  return close(exact(got) / scale, expected / scale, sizeof(Real) == 4 ? 1e-6 : 1e-13);
}

}  // namespace dragoman

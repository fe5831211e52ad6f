#pragma once
#include "dragoman/kernels/array.h"
#include "dragoman/kernels/rows.h"

namespace dragoman {

/// @throws Error
[[noreturn]] void refuse_numbers();

/// Calls work(Real()) with the type of the numbers.
template <class Work>
void for_real(Number number, const Work& work) {
  switch (number) {
    case Number::float32:
      return work(float());
    case Number::float64:
      return work(double());
    default:
      refuse_numbers();
  }
}

/// The elements from index `row` of the first dimension on; null where there is no array.
template <typename Real>
Real* row_of(const Array& array, int64_t row) {
  return array ? static_cast<Real*>(array.data) + row * array.strides[0] : nullptr;
}

/// The vectors [S, W] of one sentence in a [B, S, W] array.
template <typename Real>
Rows<Real> sentence(const Array& memory, int64_t row) {
  return {row_of<Real>(memory, row), memory.sizes[1], memory.sizes[2], memory.strides[1]};
}

}  // namespace dragoman

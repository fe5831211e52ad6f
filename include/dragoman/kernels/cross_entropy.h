#pragma once
#include <cstdint>

#include "dragoman/kernels/array.h"

namespace dragoman {

/// One row of label-smoothed cross-entropy (see smoothed_cross_entropy), in place.
template <typename Real>
struct CrossEntropyRow {
  Real* logits;      // [words], without the bias; ends as the gradient of the loss
  const Real* bias;  // [words]
  int64_t words;
  int64_t correct;
  double smoothing;
  Real* bias_gradient;         // [words], added to; null where no gradient is wanted
  uint16_t* rounded_gradient;  // [words], the gradient in bfloat16; or null
};
struct CrossEntropySums {
  double smoothed = 0, cross_entropy = 0;
};

CrossEntropySums cross_entropy_row(const CrossEntropyRow<float>& row);
CrossEntropySums cross_entropy_row(const CrossEntropyRow<double>& row);

/// The gradient of the bias comes in so many sums over rows, which other threads may make.
inline constexpr int64_t bias_gradient_parts = 32;

/// The same of many rows, which threads share; the same bits on any number of them.
struct CrossEntropyRows {
  Array logits;  // [n or more, V], without the bias; ends as the gradient of the loss
  Array bias;    // [V]
  Array words;   // int64 [n]
  double smoothing;
  Array bias_gradient;      // [bias_gradient_parts, V], added to; none where no gradient is wanted
  Array rounded_gradients;  // bfloat16 [n or more, V], the gradient once more; or none
  Array row_sums;           // float64 [n or more, 2], written: each row's CrossEntropySums
  Array sums;               // float64 [2], added to: theirs
};

void cross_entropy_rows(const CrossEntropyRows& rows);

}  // namespace dragoman

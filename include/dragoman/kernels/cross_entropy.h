#pragma once
#include <cstdint>

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

}  // namespace dragoman

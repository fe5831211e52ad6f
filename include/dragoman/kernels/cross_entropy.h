#pragma once
#include <cstdint>

#include "dragoman/kernels/array.h"

namespace dragoman {

/// One row of label-smoothed cross-entropy (see cross_entropy_loss), in place.
template <typename Real>
struct CrossEntropyRow {
  Real* logits;      // [words], without the bias; ends as the gradient of the loss, unless that is
                     // rounded: then as nothing of use
  const Real* bias;  // [words]
  int64_t words;
  int64_t correct;
  double weight;  // of this row's loss; of a pair's 1
  double smoothing;
  double distillation;         // λ: the teacher's share of what is aimed at
  const Real* teacher;         // [words], its probabilities; or null, with λ = 0
  Real* bias_gradient;         // [words], added to; null where no gradient is wanted
  uint16_t* rounded_gradient;  // [words], where the gradient goes, in bfloat16; or null
};
struct CrossEntropySums {
  double smoothed = 0, cross_entropy = 0;
};

CrossEntropySums cross_entropy_row(const CrossEntropyRow<float>& row);
CrossEntropySums cross_entropy_row(const CrossEntropyRow<double>& row);

/// Two passes over one word, whose rows share all but the logits: the sums of both, and
/// α/2 (KL(p‖q) + KL(q‖p)) of their softmaxes p and q with α = `r_drop` in the smoothed one.
CrossEntropySums cross_entropy_pair(const CrossEntropyRow<float>& first,
                                    const CrossEntropyRow<float>& second, double r_drop);
CrossEntropySums cross_entropy_pair(const CrossEntropyRow<double>& first,
                                    const CrossEntropyRow<double>& second, double r_drop);

/// The gradient of the bias comes in so many sums over rows, which other threads may make.
inline constexpr int64_t bias_gradient_parts = 32;

/// The same of many rows, which threads share; the same bits on any number of them.
struct CrossEntropyRows {
  Array logits;   // [n or more, V], without the bias; ends as of CrossEntropyRow
  Array bias;     // [V]
  Array words;    // int64 [n]
  Array weights;  // float64 [n], of the rows' losses; none: 1 each, as in pairs
  double smoothing;
  double distillation;      // λ
  Array teacher;            // [n or more, V], probabilities; none where λ is 0
  double r_drop;            // above 0: rows 2i and 2i + 1 are a `cross_entropy_pair`
  Array bias_gradient;      // [bias_gradient_parts, V], added to; none where no gradient is wanted
  Array rounded_gradients;  // bfloat16 [n or more, V], where the gradient goes; or none
  Array row_sums;  // float64 [n or more, 2], written: CrossEntropySums of each row, weighed;
                   // a pair's may lie in either
  Array sums;      // float64 [2], added to: theirs
};

void cross_entropy_rows(const CrossEntropyRows& rows);

}  // namespace dragoman

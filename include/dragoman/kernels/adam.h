#pragma once
#include "dragoman/kernels/array.h"

namespace dragoman {

/// The numbers of one update of Adam (Kingma and Ba 2015, Algorithm 1) or AdamW (Loshchilov and
/// Hutter 2019, Algorithm 2).
struct AdamStep {
  double l2;     // added to the gradient, times the value (Adam)
  double decay;  // 1 − rate · weight decay (AdamW), else 1
  double beta1, beta2, epsilon;
  double rate;          // divided by the first bias correction
  double second_scale;  // 1 / sqrt of the second bias correction
};

/// All but the scale [P].
struct AdamArrays {
  Array values, gradients, first, second;
  Array averages;  // of the values, or none
  Array scale;     // float64 [1]: what the gradients are taken times
};

/// Values and moments after the update; averages += average_weight · (values − averages); gradients
/// become 0 for the next one, while each piece is in the cache. A scale that is not finite leaves
/// all but the gradients as it is. Threads share the elements.
void adam(const AdamStep& step, const AdamArrays& arrays, double average_weight);

}  // namespace dragoman

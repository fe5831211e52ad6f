#pragma once
#include <cstdint>

#include "dragoman/kernels/array.h"

namespace dragoman {

/// Elements [first, first + count) of an endless sequence of dropout masks: element i is 0 with
/// probability `rate`, else 1 / (1 − rate), as a hash of seed and i says.
struct MaskRange {
  uint64_t seed;
  int64_t first, count;
  double rate;
};

void fill_mask(const MaskRange& range, float* values);
void fill_mask(const MaskRange& range, double* values);

/// Elements from `first` on of the sequence of `seed`, as many as `values` [N] has. Threads share
/// them.
void fill_mask(uint64_t seed, int64_t first, double rate, const Array& values);

}  // namespace dragoman

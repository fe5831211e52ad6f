#pragma once
#include <cstdint>

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

}  // namespace dragoman

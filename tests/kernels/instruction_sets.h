#pragma once
#include <gtest/gtest.h>
#include <hwy/highway.h>
#include <hwy/targets.h>

namespace dragoman {

inline bool has_fused_multiply_add(int64_t target) {
#if defined(__x86_64__)
  return target <= HWY_AVX2;
#else
  return true;
#endif
}

/// Calls check(target) with every instruction set of this processor.
template <class Check>
void for_targets(const Check& check) {
  for (int64_t bits = hwy::SupportedTargets() & HWY_TARGETS; bits != 0; bits &= bits - 1) {
    const int64_t target = bits & -bits;
    SCOPED_TRACE(hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    check(target);
    hwy::SetSupportedTargetsForTest(0);
  }
}

}  // namespace dragoman

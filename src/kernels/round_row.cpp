#include "kernels/round_row.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/round_row.cpp"
#include <hwy/foreach_target.h>
// After it, so that what follows is compiled for each target.
#include <hwy/highway.h>

#include "kernels/dispatch.h"
#include "kernels/vectors-inl.h"

HWY_BEFORE_NAMESPACE();
namespace dragoman {
namespace HWY_NAMESPACE {

float round_row_of(const float* row, int64_t count, int16_t* to) {
  const float most = largest_magnitude(row, count);
  const float inverse = most > 0 ? 127 / most : 0;
  for_vectors<float>(count, [&](auto d, int64_t i) HWY_ATTR {
    const hn::Rebind<int16_t, decltype(d)> narrow;
    const auto scaled = hn::Mul(hn::LoadU(d, row + i), hn::Set(d, inverse));
    hn::StoreU(hn::DemoteTo(narrow, hn::NearestInt(scaled)), narrow, to + i);
  });
  return most / 127;
}

}  // namespace HWY_NAMESPACE
}  // namespace dragoman
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dragoman {
namespace {

HWY_EXPORT(round_row_of);

}  // namespace

float round_row(const float* row, int64_t count, int16_t* to) {
  return DRAGOMAN_DISPATCH(round_row_of)(row, count, to);
}

}  // namespace dragoman
#endif

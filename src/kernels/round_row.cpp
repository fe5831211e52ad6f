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

template <typename Integer>
float round_row_of(const float* row, int64_t count, int32_t offset, Integer* to) {
  const float most = largest_magnitude(row, count);
  const float inverse = most > 0 ? 127 / most : 0;
  for_vectors<float>(count, [&](auto d, int64_t i) HWY_ATTR {
    const hn::RebindToSigned<decltype(d)> integers;
    const hn::Rebind<Integer, decltype(d)> narrow;
    const auto scaled = hn::Mul(hn::LoadU(d, row + i), hn::Set(d, inverse));
    const auto rounded = hn::Add(hn::NearestInt(scaled), hn::Set(integers, offset));
    hn::StoreU(hn::DemoteTo(narrow, rounded), narrow, to + i);
  });
  return most / 127;
}

float round_row_words(const float* row, int64_t count, int16_t* to) {
  return round_row_of(row, count, 0, to);
}
float round_row_bytes(const float* row, int64_t count, uint8_t* to) {
  return round_row_of(row, count, byte_offset, to);
}

}  // namespace HWY_NAMESPACE
}  // namespace dragoman
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dragoman {
namespace {

HWY_EXPORT(round_row_words);
HWY_EXPORT(round_row_bytes);

}  // namespace

float round_row(const float* row, int64_t count, int16_t* to) {
  return DRAGOMAN_DISPATCH(round_row_words)(row, count, to);
}

float round_row(const float* row, int64_t count, uint8_t* to) {
  return DRAGOMAN_DISPATCH(round_row_bytes)(row, count, to);
}

}  // namespace dragoman
#endif

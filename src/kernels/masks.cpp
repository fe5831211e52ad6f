#include "dragoman/kernels/masks.h"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/masks.cpp"
#include <hwy/foreach_target.h>
// After it, so that what follows is compiled for each target.
#include <hwy/highway.h>

#include "kernels/cuda/kernels.h"
#include "kernels/dispatch.h"
#include "kernels/real_array.h"
#include "kernels/share.h"

HWY_BEFORE_NAMESPACE();
namespace dragoman {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// A bijection of 32 bits whose every output bit depends on every input bit: xor-shifts and odd
/// multipliers (the form of MurmurHash3's finaliser, Appleby 2011; constants of Wellons 2018).
template <class D, class V = hn::Vec<D>>
HWY_INLINE V scrambled(D d, V x) {
  x = hn::Xor(x, hn::ShiftRight<16>(x));
  x = hn::Mul(x, hn::Set(d, 0x7feb352dU));
  x = hn::Xor(x, hn::ShiftRight<15>(x));
  x = hn::Mul(x, hn::Set(d, 0x846ca68bU));
  return hn::Xor(x, hn::ShiftRight<16>(x));
}

/// One vector of 32-bit random numbers, for the elements from `index` on: two rounds, each keyed
/// with half of the seed.
/// @param lanes their numbers, 0, 1, 2, …
template <class D, class V = hn::Vec<D>>
HWY_INLINE V drawn(D d, uint64_t seed, uint64_t index, V lanes) {
  const auto low = hn::Add(lanes, hn::Set(d, static_cast<uint32_t>(index)));
  const auto keyed = hn::Xor(low, hn::Set(d, static_cast<uint32_t>(seed)));
  const auto second = hn::Set(
      d, static_cast<uint32_t>(seed >> 32) ^ static_cast<uint32_t>(index >> 32) * 0x9e3779b9U);
  return scrambled(d, hn::Xor(scrambled(d, keyed), second));
}

template <typename Real>
HWY_INLINE void fill(const MaskRange& range, Real* values) {
  const hn::ScalableTag<uint32_t> d;
  const auto numbers = hn::Iota(d, 0U);  // some instruction sets make them in memory
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  const auto threshold = static_cast<uint32_t>(std::ldexp(range.rate, 32));
  const auto kept = static_cast<Real>(1 / (1 - range.rate));
  HWY_ALIGN uint32_t random[hn::MaxLanes(hn::ScalableTag<uint32_t>())];
  for (int64_t i = 0; i < range.count; i += lanes) {
    hn::Store(drawn(d, range.seed, static_cast<uint64_t>(range.first + i), numbers), d, random);
    const int64_t left = range.count - i < lanes ? range.count - i : lanes;
    for (int64_t k = 0; k < left; ++k) values[i + k] = random[k] >= threshold ? kept : Real(0);
  }
}

void fill_mask_f32(const MaskRange& range, float* values) {
  fill(range, values);
}
void fill_mask_f64(const MaskRange& range, double* values) {
  fill(range, values);
}

}  // namespace HWY_NAMESPACE
}  // namespace dragoman
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dragoman {

HWY_EXPORT(fill_mask_f32);
HWY_EXPORT(fill_mask_f64);

void fill_mask(const MaskRange& range, float* values) {
  DRAGOMAN_DISPATCH(fill_mask_f32)(range, values);
}
void fill_mask(const MaskRange& range, double* values) {
  DRAGOMAN_DISPATCH(fill_mask_f64)(range, values);
}

void fill_mask(uint64_t seed, int64_t first, double rate, const Array& values) {
  if (values.on_gpu) return cuda::fill_mask(seed, first, rate, values);
  constexpr int64_t elements_per_task = 1 << 14;
  for_real(values.number, [&](auto real) {
    share(values.sizes[0], elements_per_task, [&](int64_t begin, int64_t end, int64_t /*part*/) {
      fill_mask({seed, first + begin, end - begin, rate},
                row_of<decltype(real)>(values, 0) + begin);
    });
  });
}

}  // namespace dragoman
#endif

#include "dragoman/kernels/layer_norm.h"

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/layer_norm.cpp"
#include <hwy/foreach_target.h>
// After it, so that what follows is compiled for each target.
#include <hwy/highway.h>

#include "kernels/dispatch.h"
#include "kernels/share.h"
#include "kernels/vectors-inl.h"

HWY_BEFORE_NAMESPACE();
namespace dragoman {
namespace HWY_NAMESPACE {

template <typename Real>
void normalise_group(const NormGroups<Real>& groups, int64_t group) {
  const int64_t width = groups.width, gains = group % groups.gains * width;
  Real* x = groups.values + group * width;
  const Real* gain = groups.gain + gains;
  const Real* shift = groups.shift == nullptr ? nullptr : groups.shift + gains;
  Real* normal = groups.normal == nullptr ? x : groups.normal + group * width;
  const auto count = static_cast<Real>(width);
  const Real mean =
      sum_of<Real>(width, [&](auto d, int64_t i) HWY_ATTR { return hn::LoadU(d, x + i); }) / count;
  const Real squares = accumulated<Real>(width, [&](auto d, int64_t i, auto sum) HWY_ATTR {
    const auto apart = hn::Sub(hn::LoadU(d, x + i), hn::Set(d, mean));
    return hn::MulAdd(apart, apart, sum);
  });
  const Real inverse = 1 / std::sqrt(squares / count + static_cast<Real>(layer_norm_epsilon));
  for_vectors<Real>(width, [&](auto d, int64_t i) HWY_ATTR {
    const auto value = hn::Mul(hn::Sub(hn::LoadU(d, x + i), hn::Set(d, mean)), hn::Set(d, inverse));
    hn::StoreU(value, d, normal + i);
    const auto scale = hn::LoadU(d, gain + i);
    hn::StoreU(shift == nullptr ? hn::Mul(value, scale)
                                : hn::MulAdd(value, scale, hn::LoadU(d, shift + i)),
               d, x + i);
  });
  if (groups.inverse_deviations != nullptr) groups.inverse_deviations[group] = inverse;
}

template <typename Real>
void group_backward(const NormGroups<Real>& groups, int64_t group) {
  const int64_t width = groups.width;
  Real* gradient = groups.values + group * width;
  const Real* gain = groups.gain + group % groups.gains * width;
  const Real* normal = groups.normal + group * width;
  // Added in one rounding everywhere, or instruction sets would differ.
  const auto [sum, along] =
      accumulated_together<2, Real>(width, [&](auto d, int64_t i, auto* sums) HWY_ATTR {
        const auto upstream = hn::LoadU(d, gradient + i), scale = hn::LoadU(d, gain + i);
        sums[0] = hn::MulAdd(upstream, scale, sums[0]);
        sums[1] = hn::MulAdd(hn::Mul(upstream, scale), hn::LoadU(d, normal + i), sums[1]);
      });
  const auto count = static_cast<Real>(width);
  const Real mean = sum / count, share = along / count, inverse = groups.inverse_deviations[group];
  for_vectors<Real>(width, [&](auto d, int64_t i) HWY_ATTR {
    const auto rest =
        hn::MulSub(hn::LoadU(d, gradient + i), hn::LoadU(d, gain + i), hn::Set(d, mean));
    const auto across = hn::NegMulAdd(hn::LoadU(d, normal + i), hn::Set(d, share), rest);
    hn::StoreU(hn::Mul(across, hn::Set(d, inverse)), d, gradient + i);
  });
}

template <typename Real>
void normalise_groups(const NormGroups<Real>& groups, int64_t begin, int64_t end) {
  for (int64_t group = begin; group < end; ++group) normalise_group(groups, group);
}

template <typename Real>
void groups_backward(const NormGroups<Real>& groups, int64_t begin, int64_t end) {
  for (int64_t group = begin; group < end; ++group) group_backward(groups, group);
}

// A name for each type: the table of targets cannot hold templates.
#define DRAGOMAN_FOR_REAL(Real, suffix)                                                          \
  void normalise_##suffix(const NormGroups<Real>& groups, int64_t begin, int64_t end) {          \
    normalise_groups(groups, begin, end);                                                        \
  }                                                                                              \
  void normalise_backward_##suffix(const NormGroups<Real>& groups, int64_t begin, int64_t end) { \
    groups_backward(groups, begin, end);                                                         \
  }
DRAGOMAN_FOR_REAL(float, f32)
DRAGOMAN_FOR_REAL(double, f64)
#undef DRAGOMAN_FOR_REAL

}  // namespace HWY_NAMESPACE
}  // namespace dragoman
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dragoman {
namespace {

// Numbers that are worth a thread.
constexpr int64_t numbers_per_task = 1 << 13;

int64_t grain_of(int64_t width) {
  return std::max<int64_t>(1, numbers_per_task / width);
}

}  // namespace

#define DRAGOMAN_FOR_REAL(Real, suffix)                                                    \
  HWY_EXPORT(normalise_##suffix);                                                          \
  HWY_EXPORT(normalise_backward_##suffix);                                                 \
  void normalise(const NormGroups<Real>& groups) {                                         \
    share(groups.count, grain_of(groups.width), [&](int64_t begin, int64_t end, int64_t) { \
      DRAGOMAN_DISPATCH(normalise_##suffix)(groups, begin, end);                           \
    });                                                                                    \
  }                                                                                        \
  void normalise_backward(const NormGroups<Real>& groups) {                                \
    share(groups.count, grain_of(groups.width), [&](int64_t begin, int64_t end, int64_t) { \
      DRAGOMAN_DISPATCH(normalise_backward_##suffix)(groups, begin, end);                  \
    });                                                                                    \
  }
DRAGOMAN_FOR_REAL(float, f32)
DRAGOMAN_FOR_REAL(double, f64)
#undef DRAGOMAN_FOR_REAL

}  // namespace dragoman
#endif

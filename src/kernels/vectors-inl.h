// Included once for each instruction set, by sources that Highway compiles several times.
#if defined(DRAGOMAN_KERNELS_VECTORS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef DRAGOMAN_KERNELS_VECTORS_INL_H_
#undef DRAGOMAN_KERNELS_VECTORS_INL_H_
#else
#define DRAGOMAN_KERNELS_VECTORS_INL_H_
#endif

#include <algorithm>
#include <array>
#include <cstdint>

#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace dragoman {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// Calls body(tag, i) for each vector of [0, count), then for each element that is left.
template <typename Real, class Body>
HWY_INLINE HWY_ATTR void for_vectors(int64_t count, const Body& body) {
  const hn::ScalableTag<Real> whole;
  const auto lanes = static_cast<int64_t>(hn::Lanes(whole));
  int64_t i = 0;
  for (; i + lanes <= count; i += lanes) body(whole, i);
  const hn::CappedTag<Real, 1> single;
  for (; i < count; ++i) body(single, i);
}

/// A vector of what is stored.
template <class D, typename Real>
HWY_INLINE HWY_ATTR hn::Vec<D> load_stored(D d, const Real* from) {
  return hn::LoadU(d, from);
}

/// bfloat16 is the upper half of a float.
template <class D>
HWY_INLINE HWY_ATTR hn::Vec<D> load_stored(D d, const uint16_t* from) {
  const hn::Rebind<uint16_t, D> halves;
  const hn::Rebind<uint32_t, D> wholes;
  return hn::BitCast(d, hn::ShiftLeft<16>(hn::PromoteTo(wholes, hn::LoadU(halves, from))));
}

/// eˣ, with x kept where the result is neither 0 nor infinite; of NaN it is NaN, which Highway's is
/// not.
template <class D, class V = hn::Vec<D>>
HWY_INLINE HWY_ATTR V exponential(D d, V x) {
  using Real = hn::TFromD<D>;
  const Real limit = sizeof(Real) == 4 ? Real(88) : Real(709);
  const V kept = hn::Min(hn::Max(x, hn::Set(d, -limit)), hn::Set(d, limit));
  return hn::IfThenElse(hn::IsNaN(x), x, hn::Exp(d, kept));
}

/// σ(x) = 1 / (1 + e⁻ˣ)
template <class D, class V = hn::Vec<D>>
HWY_INLINE HWY_ATTR V sigmoid(D d, V x) {
  const V one = hn::Set(d, hn::TFromD<D>(1));
  return hn::Div(one, hn::Add(one, exponential(d, hn::Neg(x))));
}

/// (1 + x)(1 − x): the derivative of tanh, of its value.
template <class D, class V = hn::Vec<D>>
HWY_INLINE HWY_ATTR V tanh_slope(D d, V value) {
  return hn::NegMulAdd(value, value, hn::Set(d, hn::TFromD<D>(1)));
}

/// x(1 − x): the derivative of the sigmoid, of its value.
template <class V>
HWY_INLINE HWY_ATTR V sigmoid_slope(V value) {
  return hn::NegMulAdd(value, value, value);
}

/// Lanes in which sums are kept: as many on every processor, so that a sum has the same bits on
/// all that multiply and add in one rounding.
template <typename Real>
constexpr int64_t lanes_of_sum = 128 / static_cast<int64_t>(sizeof(Real));

/// The sum of lanes_of_sum numbers, aligned: halves are added until one number is left.
template <typename Real, int64_t half = lanes_of_sum<Real> / 2>
HWY_INLINE HWY_ATTR Real sum_of_lanes(Real* lanes) {
  const hn::CappedTag<Real, half> d;
  for (int64_t lane = 0; lane < half; lane += static_cast<int64_t>(hn::Lanes(d))) {
    hn::Store(hn::Add(hn::Load(d, lanes + lane), hn::Load(d, lanes + half + lane)), d,
              lanes + lane);
  }
  if constexpr (half == 1) return lanes[0];
  if constexpr (half > 1) return sum_of_lanes<Real, half / 2>(lanes);
}

/// N sums in one pass over [0, count): add(tag, i, sums) adds the terms at i to each of sums [N].
template <size_t N, typename Real, class Add>
HWY_INLINE HWY_ATTR std::array<Real, N> accumulated_together(int64_t count, const Add& add) {
  const hn::ScalableTag<Real> d;
  constexpr auto width = static_cast<int64_t>(hn::MaxLanes(d));
  constexpr int64_t vectors = lanes_of_sum<Real> / width;
  hn::Vec<decltype(d)> sums[vectors][N];
  for (auto& vector : sums) {
    for (auto& sum : vector) sum = hn::Zero(d);
  }
  int64_t i = 0;
  for (; i + lanes_of_sum<Real> <= count; i += lanes_of_sum<Real>) {
    for (int64_t v = 0; v < vectors; ++v) add(d, i + v * width, sums[v]);
  }
  const int64_t whole = (count - i) / width;
  for (int64_t v = 0; v < vectors; ++v) {
    if (v < whole) add(d, i + v * width, sums[v]);
  }
  HWY_ALIGN Real lanes[N][lanes_of_sum<Real>];
  for (int64_t v = 0; v < vectors; ++v) {
    for (size_t n = 0; n < N; ++n) hn::Store(sums[v][n], d, lanes[n] + v * width);
  }
  const hn::CappedTag<Real, 1> single;
  for (int64_t lane = whole * width; i + lane < count; ++lane) {
    hn::Vec<decltype(single)> of_lane[N];
    for (size_t n = 0; n < N; ++n) of_lane[n] = hn::Set(single, lanes[n][lane]);
    add(single, i + lane, of_lane);
    for (size_t n = 0; n < N; ++n) lanes[n][lane] = hn::GetLane(of_lane[n]);
  }
  std::array<Real, N> results;
  for (size_t n = 0; n < N; ++n) results[n] = sum_of_lanes(lanes[n]);
  return results;
}

/// Σ_i add(tag, i, sum) over [0, count), where add returns the sum with its terms at i.
template <typename Real, class Add>
HWY_INLINE HWY_ATTR Real accumulated(int64_t count, const Add& add) {
  return accumulated_together<1, Real>(
      count, [&](auto d, int64_t i, auto* sums) HWY_ATTR { sums[0] = add(d, i, sums[0]); })[0];
}

/// Σ_i term(tag, i) over [0, count).
template <typename Real, class Term>
HWY_INLINE HWY_ATTR Real sum_of(int64_t count, const Term& term) {
  return accumulated<Real>(
      count, [&](auto d, int64_t i, auto sum) HWY_ATTR { return hn::Add(sum, term(d, i)); });
}

/// The largest of at least one value.
template <typename Real>
HWY_INLINE HWY_ATTR Real largest(const Real* values, int64_t count) {
  const hn::ScalableTag<Real> whole;
  const auto lanes = static_cast<int64_t>(hn::Lanes(whole));
  auto most = hn::Set(whole, values[0]);
  int64_t i = 0;
  for (; i + lanes <= count; i += lanes) most = hn::Max(most, hn::LoadU(whole, values + i));
  Real result = hn::GetLane(hn::MaxOfLanes(whole, most));
  for (; i < count; ++i) result = std::max(result, values[i]);
  return result;
}

/// The largest |value|; 0 of none.
template <typename Real>
HWY_INLINE HWY_ATTR Real largest_magnitude(const Real* values, int64_t count) {
  const hn::ScalableTag<Real> whole;
  const auto lanes = static_cast<int64_t>(hn::Lanes(whole));
  auto most = hn::Zero(whole);
  int64_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    most = hn::Max(most, hn::Abs(hn::LoadU(whole, values + i)));
  }
  Real result = hn::GetLane(hn::MaxOfLanes(whole, most));
  for (; i < count; ++i) result = std::max(result, values[i] < 0 ? -values[i] : values[i]);
  return result;
}

/// Scores become e^(score − largest); returns their sum.
template <typename Real>
HWY_INLINE HWY_ATTR Real exponentials(Real* scores, int64_t count, Real most) {
  return sum_of<Real>(count, [&](auto d, int64_t i) HWY_ATTR {
    const auto value = exponential(d, hn::Sub(hn::LoadU(d, scores + i), hn::Set(d, most)));
    hn::StoreU(value, d, scores + i);
    return value;
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace dragoman
HWY_AFTER_NAMESPACE();

#endif

#include "dragoman/kernels/cross_entropy.h"

#include <algorithm>
#include <cmath>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cross_entropy.cpp"
#include <hwy/foreach_target.h>
// After it, so that what follows is compiled for each target.
#include <hwy/highway.h>

#include "kernels/dispatch.h"
#include "kernels/vectors-inl.h"

HWY_BEFORE_NAMESPACE();
namespace dragoman {
namespace HWY_NAMESPACE {

/// The bits of the bfloat16 next to each float, to even where two are equally near.
template <class D>
HWY_INLINE HWY_ATTR void store_rounded(D /*d*/, hn::Vec<D> values, uint16_t* out) {
  const hn::RebindToUnsigned<D> bits_tag;
  const auto bits = hn::BitCast(bits_tag, values);
  const auto odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(bits_tag, 1));
  const auto rounded = hn::Add(bits, hn::Add(odd, hn::Set(bits_tag, 0x7FFF)));
  const hn::RebindToSigned<D> demotable;
  const hn::Rebind<uint16_t, D> half;
  hn::StoreU(hn::DemoteTo(half, hn::BitCast(demotable, hn::ShiftRight<16>(rounded))), half, out);
}

/// Adds the bias; returns the largest logit and their sum.
template <typename Real>
std::pair<Real, Real> biased(const CrossEntropyRow<Real>& row) {
  const Real total = sum_of<Real>(row.words, [&](auto d, int64_t i) HWY_ATTR {
    const auto logit = hn::Add(hn::LoadU(d, row.logits + i), hn::LoadU(d, row.bias + i));
    hn::StoreU(logit, d, row.logits + i);
    return logit;
  });
  return {largest(row.logits, row.words), total};
}

/// d loss / d logits = p − (1 − ε)·onehot(y) − ε/V, from p = logits · scale.
template <typename Real>
void cross_entropy_gradient(const CrossEntropyRow<Real>& row, Real scale) {
  const Real spread = static_cast<Real>(row.smoothing / static_cast<double>(row.words));
  row.logits[row.correct] -= static_cast<Real>(1 - row.smoothing) / scale;
  for_vectors<Real>(row.words, [&](auto d, int64_t i) HWY_ATTR {
    const auto share = hn::Mul(hn::LoadU(d, row.logits + i), hn::Set(d, scale));
    const auto gradient = hn::Sub(share, hn::Set(d, spread));
    hn::StoreU(hn::Add(hn::LoadU(d, row.bias_gradient + i), gradient), d, row.bias_gradient + i);
    if constexpr (sizeof(Real) == 4) {
      if (row.rounded_gradient != nullptr) {
        return store_rounded(d, gradient, row.rounded_gradient + i);
      }
    }
    hn::StoreU(gradient, d, row.logits + i);
  });
}

template <typename Real>
CrossEntropySums cross_entropy_row_of(const CrossEntropyRow<Real>& row) {
  const auto [most, total] = biased(row);
  const double correct = row.logits[row.correct];
  const Real sum = exponentials(row.logits, row.words, most);
  if (row.bias_gradient != nullptr) cross_entropy_gradient(row, 1 / sum);
  const double normaliser = most + std::log(static_cast<double>(sum));
  const double mean = static_cast<double>(total) / static_cast<double>(row.words);
  const double loss = normaliser - correct;
  return {(1 - row.smoothing) * loss + row.smoothing * (normaliser - mean), loss};
}

// A name for each type: the table of targets cannot hold templates.
CrossEntropySums cross_entropy_row_f32(const CrossEntropyRow<float>& row) {
  return cross_entropy_row_of(row);
}
CrossEntropySums cross_entropy_row_f64(const CrossEntropyRow<double>& row) {
  return cross_entropy_row_of(row);
}

}  // namespace HWY_NAMESPACE
}  // namespace dragoman
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dragoman {

HWY_EXPORT(cross_entropy_row_f32);
HWY_EXPORT(cross_entropy_row_f64);

CrossEntropySums cross_entropy_row(const CrossEntropyRow<float>& row) {
  return DRAGOMAN_DISPATCH(cross_entropy_row_f32)(row);
}
CrossEntropySums cross_entropy_row(const CrossEntropyRow<double>& row) {
  return DRAGOMAN_DISPATCH(cross_entropy_row_f64)(row);
}

}  // namespace dragoman
#endif

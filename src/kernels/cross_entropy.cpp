#include "dragoman/kernels/cross_entropy.h"

#include <algorithm>
#include <cmath>

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

/// Stores a gradient where the row wants it.
template <class D, typename Real = hn::TFromD<D>>
HWY_INLINE HWY_ATTR void put_gradient(D d, hn::Vec<D> gradient, const CrossEntropyRow<Real>& row,
                                      int64_t i) {
  if constexpr (sizeof(Real) == 4) {
    if (row.rounded_gradient != nullptr) {
      return store_rounded(d, gradient, row.rounded_gradient + i);
    }
  }
  hn::StoreU(gradient, d, row.logits + i);
}

/// What the softmax of a row is made of.
template <typename Real>
struct Softmax {
  Real most;   // the largest logit
  Real total;  // Σ logits
  Real along;  // Σ q · logits
  Real sum;    // Σ e^(logit − most)

  Real normaliser() const { return most + std::log(sum); }
};

/// What the softmax shall become: (1 − λ)·((1 − ε)·onehot(y) + ε/V) + λ·q, q being the teacher's.
template <typename Real>
struct Aim {
  explicit Aim(const CrossEntropyRow<Real>& row)
      : certain(static_cast<Real>((1 - row.distillation) * (1 - row.smoothing))),
        spread(static_cast<Real>((1 - row.distillation) * row.smoothing /
                                 static_cast<double>(row.words))),
        share(static_cast<Real>(row.distillation)),
        teacher(row.teacher) {}

  /// Without the onehot(y).
  template <class D>
  HWY_INLINE HWY_ATTR hn::Vec<D> at(D d, int64_t i) const {
    const auto even = hn::Set(d, spread);
    if (teacher == nullptr) return even;
    return hn::MulAdd(hn::Set(d, share), hn::LoadU(d, teacher + i), even);
  }

  Real certain;  // of the onehot(y)
  Real spread, share;
  const Real* teacher;
};

/// Σ q · logits: how much the teacher would have of them.
template <typename Real>
Real along_teacher(const CrossEntropyRow<Real>& row) {
  if (row.teacher == nullptr) return 0;
  return accumulated<Real>(row.words, [&](auto d, int64_t i, auto sum) HWY_ATTR {
    return hn::MulAdd(hn::LoadU(d, row.teacher + i), hn::LoadU(d, row.logits + i), sum);
  });
}

/// Adds the bias; all of the softmax but its sum.
template <typename Real>
Softmax<Real> biased(const CrossEntropyRow<Real>& row) {
  const Real total = sum_of<Real>(row.words, [&](auto d, int64_t i) HWY_ATTR {
    const auto logit = hn::Add(hn::LoadU(d, row.logits + i), hn::LoadU(d, row.bias + i));
    hn::StoreU(logit, d, row.logits + i);
    return logit;
  });
  return {largest(row.logits, row.words), total, along_teacher(row), 0};
}

/// d loss / d logits = weight · (p − aim), from p = logits · scale.
template <typename Real>
void cross_entropy_gradient(const CrossEntropyRow<Real>& row, Real scale) {
  const Aim<Real> aim(row);
  const auto weight = static_cast<Real>(row.weight);
  row.logits[row.correct] -= aim.certain / scale;
  for_vectors<Real>(row.words, [&](auto d, int64_t i) HWY_ATTR {
    const auto share = hn::Mul(hn::LoadU(d, row.logits + i), hn::Set(d, scale));
    const auto gradient = hn::Mul(hn::Set(d, weight), hn::Sub(share, aim.at(d, i)));
    hn::StoreU(hn::Add(hn::LoadU(d, row.bias_gradient + i), gradient), d, row.bias_gradient + i);
    put_gradient(d, gradient, row, i);
  });
}

template <typename Real>
CrossEntropySums sums_of(const CrossEntropyRow<Real>& row, Real correct,
                         const Softmax<Real>& softmax) {
  const double normaliser = softmax.most + std::log(static_cast<double>(softmax.sum));
  const double mean = static_cast<double>(softmax.total) / static_cast<double>(row.words);
  const double loss = normaliser - correct;
  const double smoothed = (1 - row.smoothing) * loss + row.smoothing * (normaliser - mean);
  const double trained =
      (1 - row.distillation) * smoothed + row.distillation * (normaliser - softmax.along);
  return {row.weight * trained, row.weight * loss};
}

template <typename Real>
CrossEntropySums cross_entropy_row_of(const CrossEntropyRow<Real>& row) {
  Softmax<Real> softmax = biased(row);
  const Real correct = row.logits[row.correct];
  softmax.sum = exponentials(row.logits, row.words, softmax.most);
  if (row.bias_gradient != nullptr) cross_entropy_gradient(row, 1 / softmax.sum);
  return sums_of(row, correct, softmax);
}

/// KL(p‖q) and KL(q‖p).
template <typename Real>
struct Divergence {
  Real forward, backward;
};

/// Completes both softmaxes; as KL(p‖q) = Σ p (a − b) − (ln Σ eᵃ − ln Σ eᵇ), in one pass.
template <typename Real>
Divergence<Real> diverge(const Real* a, const Real* b, int64_t words, Softmax<Real>& first,
                         Softmax<Real>& second) {
  const auto sums =
      accumulated_together<4, Real>(words, [&](auto d, int64_t i, auto* sum) HWY_ATTR {
        const auto of_a = hn::LoadU(d, a + i), of_b = hn::LoadU(d, b + i);
        const auto apart = hn::Sub(of_a, of_b);
        const auto p = exponential(d, hn::Sub(of_a, hn::Set(d, first.most)));
        const auto q = exponential(d, hn::Sub(of_b, hn::Set(d, second.most)));
        sum[0] = hn::Add(sum[0], p);
        sum[1] = hn::Add(sum[1], q);
        sum[2] = hn::MulAdd(p, apart, sum[2]);
        sum[3] = hn::MulAdd(q, apart, sum[3]);
      });
  first.sum = sums[0];
  second.sum = sums[1];
  const Real shift = first.normaliser() - second.normaliser();
  return {sums[2] / first.sum - shift, shift - sums[3] / second.sum};
}

/// Of both rows: d loss / d logits, but for the onehot(y).
template <typename Real>
struct PairGradient {
  Real first_normaliser, second_normaliser;
  Divergence<Real> divergence;
  Aim<Real> first_aim, second_aim;
  Real half;  // α/2

  /// Calls put(of the first row, of the second row) with the gradients for these logits of word i.
  template <class D, class V, class Put>
  HWY_INLINE HWY_ATTR void operator()(D d, int64_t i, V a, V b, const Put& put) const {
    const V log_p = hn::Sub(a, hn::Set(d, first_normaliser));
    const V log_q = hn::Sub(b, hn::Set(d, second_normaliser));
    const V p = exponential(d, log_p), q = exponential(d, log_q);
    const V apart = hn::Sub(log_p, log_q), nearer = hn::Sub(p, q);
    // ∂KL(p‖q)/∂a = p (log p/q − KL(p‖q)), ∂KL(q‖p)/∂a = p − q; and so of b
    const V of_a = hn::MulAdd(p, hn::Sub(apart, hn::Set(d, divergence.forward)), nearer);
    const V of_b = hn::MulAdd(q, hn::Add(apart, hn::Set(d, divergence.backward)), nearer);
    const V weight = hn::Set(d, half);
    put(hn::MulAdd(weight, of_a, hn::Sub(p, first_aim.at(d, i))),
        hn::NegMulAdd(weight, of_b, hn::Sub(q, second_aim.at(d, i))));
  }
};

/// Both rows share a bias gradient.
template <typename Real>
void pair_gradients(const CrossEntropyRow<Real>& first, const CrossEntropyRow<Real>& second,
                    const PairGradient<Real>& gradient) {
  const Real a = first.logits[first.correct], b = second.logits[first.correct];
  for_vectors<Real>(first.words, [&](auto d, int64_t i) HWY_ATTR {
    gradient(d, i, hn::LoadU(d, first.logits + i), hn::LoadU(d, second.logits + i),
             [&](auto of_a, auto of_b) HWY_ATTR {
               Real* bias = first.bias_gradient + i;
               hn::StoreU(hn::Add(hn::LoadU(d, bias), hn::Add(of_a, of_b)), d, bias);
               put_gradient(d, of_a, first, i);
               put_gradient(d, of_b, second, i);
             });
  });
  const hn::CappedTag<Real, 1> single;
  const Real certain = gradient.first_aim.certain;
  first.bias_gradient[first.correct] -= 2 * certain;
  gradient(single, first.correct, hn::Set(single, a), hn::Set(single, b),
           [&](auto of_a, auto of_b) HWY_ATTR {
             const auto less = hn::Set(single, certain);
             put_gradient(single, hn::Sub(of_a, less), first, first.correct);
             put_gradient(single, hn::Sub(of_b, less), second, first.correct);
           });
}

template <typename Real>
CrossEntropySums cross_entropy_pair_of(const CrossEntropyRow<Real>& first,
                                       const CrossEntropyRow<Real>& second, double r_drop) {
  Softmax<Real> p = biased(first), q = biased(second);
  const Divergence<Real> divergence = diverge(first.logits, second.logits, first.words, p, q);
  CrossEntropySums sums = sums_of(first, first.logits[first.correct], p);
  const CrossEntropySums others = sums_of(second, second.logits[first.correct], q);
  if (first.bias_gradient != nullptr) {
    pair_gradients(first, second,
                   {p.normaliser(), q.normaliser(), divergence, Aim<Real>(first), Aim<Real>(second),
                    static_cast<Real>(r_drop / 2)});
  }
  sums.smoothed += others.smoothed +
                   r_drop / 2 * (static_cast<double>(divergence.forward) + divergence.backward);
  sums.cross_entropy += others.cross_entropy;
  return sums;
}

// A name for each type: the table of targets cannot hold templates.
CrossEntropySums cross_entropy_row_f32(const CrossEntropyRow<float>& row) {
  return cross_entropy_row_of(row);
}
CrossEntropySums cross_entropy_row_f64(const CrossEntropyRow<double>& row) {
  return cross_entropy_row_of(row);
}
CrossEntropySums cross_entropy_pair_f32(const CrossEntropyRow<float>& first,
                                        const CrossEntropyRow<float>& second, double r_drop) {
  return cross_entropy_pair_of(first, second, r_drop);
}
CrossEntropySums cross_entropy_pair_f64(const CrossEntropyRow<double>& first,
                                        const CrossEntropyRow<double>& second, double r_drop) {
  return cross_entropy_pair_of(first, second, r_drop);
}

}  // namespace HWY_NAMESPACE
}  // namespace dragoman
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dragoman {

HWY_EXPORT(cross_entropy_row_f32);
HWY_EXPORT(cross_entropy_row_f64);
HWY_EXPORT(cross_entropy_pair_f32);
HWY_EXPORT(cross_entropy_pair_f64);

CrossEntropySums cross_entropy_row(const CrossEntropyRow<float>& row) {
  return DRAGOMAN_DISPATCH(cross_entropy_row_f32)(row);
}
CrossEntropySums cross_entropy_row(const CrossEntropyRow<double>& row) {
  return DRAGOMAN_DISPATCH(cross_entropy_row_f64)(row);
}
CrossEntropySums cross_entropy_pair(const CrossEntropyRow<float>& first,
                                    const CrossEntropyRow<float>& second, double r_drop) {
  return DRAGOMAN_DISPATCH(cross_entropy_pair_f32)(first, second, r_drop);
}
CrossEntropySums cross_entropy_pair(const CrossEntropyRow<double>& first,
                                    const CrossEntropyRow<double>& second, double r_drop) {
  return DRAGOMAN_DISPATCH(cross_entropy_pair_f64)(first, second, r_drop);
}

}  // namespace dragoman
#endif

#include "dragoman/kernels/rows.h"

#include <algorithm>
#include <cmath>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/rows.cpp"
#include <hwy/foreach_target.h>
// After it, so that what follows is compiled for each target.
#include <hwy/highway.h>

#include "kernels/dispatch.h"
#include "kernels/vectors-inl.h"

HWY_BEFORE_NAMESPACE();
namespace dragoman {
namespace HWY_NAMESPACE {

template <typename Real>
void dot_rows_of(const Real* x, const Rows<Real>& rows, Real scale, Real* out) {
  for (int64_t row = 0; row < rows.count; ++row) {
    const Real* values = rows.data + row * rows.stride;
    out[row] = scale * accumulated<Real>(rows.width, [&](auto d, int64_t i, auto sum) HWY_ATTR {
                 return hn::MulAdd(hn::LoadU(d, x + i), hn::LoadU(d, values + i), sum);
               });
  }
}

/// Columns [begin, begin + 4 vectors) of a weighted sum of rows: a row's memory is read in one
/// piece.
template <typename Real, class D>
HWY_INLINE HWY_ATTR void sum_four_vectors(D d, const Real* weights, int64_t weight_stride,
                                          const Rows<Real>& rows, bool accumulate, Real* out) {
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  auto first = hn::Zero(d), second = first, third = first, fourth = first;
  if (accumulate) {
    first = hn::LoadU(d, out);
    second = hn::LoadU(d, out + lanes);
    third = hn::LoadU(d, out + 2 * lanes);
    fourth = hn::LoadU(d, out + 3 * lanes);
  }
  for (int64_t row = 0; row < rows.count; ++row) {
    const auto weight = hn::Set(d, weights[row * weight_stride]);
    const Real* values = rows.data + row * rows.stride;
    first = hn::MulAdd(weight, hn::LoadU(d, values), first);
    second = hn::MulAdd(weight, hn::LoadU(d, values + lanes), second);
    third = hn::MulAdd(weight, hn::LoadU(d, values + 2 * lanes), third);
    fourth = hn::MulAdd(weight, hn::LoadU(d, values + 3 * lanes), fourth);
  }
  hn::StoreU(first, d, out);
  hn::StoreU(second, d, out + lanes);
  hn::StoreU(third, d, out + 2 * lanes);
  hn::StoreU(fourth, d, out + 3 * lanes);
}

template <typename Real>
void sum_rows_of(const Real* weights, int64_t weight_stride, const Rows<Real>& rows,
                 bool accumulate, Real* out) {
  const hn::ScalableTag<Real> whole;
  const auto block = 4 * static_cast<int64_t>(hn::Lanes(whole));
  int64_t begin = 0;
  for (; begin + block <= rows.width; begin += block) {
    const Rows<Real> columns{rows.data + begin, rows.count, block, rows.stride};
    sum_four_vectors(whole, weights, weight_stride, columns, accumulate, out + begin);
  }
  for_vectors<Real>(rows.width - begin, [&](auto d, int64_t i) HWY_ATTR {
    auto sum = accumulate ? hn::LoadU(d, out + begin + i) : hn::Zero(d);
    for (int64_t row = 0; row < rows.count; ++row) {
      sum = hn::MulAdd(hn::Set(d, weights[row * weight_stride]),
                       hn::LoadU(d, rows.data + row * rows.stride + begin + i), sum);
    }
    hn::StoreU(sum, d, out + begin + i);
  });
}

template <typename Real>
void add_row_of(const Real* row, int64_t width, Real* sum) {
  for_vectors<Real>(width, [&](auto d, int64_t i) HWY_ATTR {
    hn::StoreU(hn::Add(hn::LoadU(d, sum + i), hn::LoadU(d, row + i)), d, sum + i);
  });
}

template <typename Real>
void softmax_of(Real* scores, const bool* mask, int64_t count) {
  const auto is_real = [mask](int64_t i) { return mask == nullptr || mask[i]; };
  Real most = -std::numeric_limits<Real>::infinity();
  for (int64_t i = 0; i < count; ++i) {
    if (is_real(i)) most = std::max(most, scores[i]);
  }
  for (int64_t i = 0; i < count; ++i) {
    if (!is_real(i)) scores[i] = most;
  }
  exponentials(scores, count, most);
  Real sum = 0;
  for (int64_t i = 0; i < count; ++i) sum += scores[i] = is_real(i) ? scores[i] : Real(0);
  for (int64_t i = 0; i < count; ++i) scores[i] /= sum;
}

template <typename Real>
void tanh_of(Real* values, int64_t count) {
  for_vectors<Real>(count, [&](auto d, int64_t i) HWY_ATTR {
    hn::StoreU(hn::Tanh(d, hn::LoadU(d, values + i)), d, values + i);
  });
}

template <typename Real>
void additive_scores_of(const Real* query, const Real* v, const Rows<Real>& keys, const bool* mask,
                        Real* scores) {
  for (int64_t row = 0; row < keys.count; ++row) {
    if (mask != nullptr && !mask[row]) continue;
    const Real* key = keys.data + row * keys.stride;
    scores[row] = accumulated<Real>(keys.width, [&](auto d, int64_t i, auto sum) HWY_ATTR {
      const auto inner = hn::Tanh(d, hn::Add(hn::LoadU(d, query + i), hn::LoadU(d, key + i)));
      return hn::MulAdd(hn::LoadU(d, v + i), inner, sum);
    });
  }
}

template <typename Real>
void additive_backward_of(const Real* query, const Real* v, const Rows<Real>& keys,
                          const Real* score_gradients, const AdditiveGradients<Real>& gradients) {
  for_vectors<Real>(keys.width, [&](auto d, int64_t i) HWY_ATTR {
    const auto from_query = hn::LoadU(d, query + i), weight = hn::LoadU(d, v + i);
    auto d_query = hn::Zero(d), d_v = hn::LoadU(d, gradients.v + i);
    for (int64_t row = 0; row < keys.count; ++row) {
      if (score_gradients[row] == 0) continue;  // padding
      const int64_t at = row * keys.stride + i;
      const auto upstream = hn::Set(d, score_gradients[row]);
      const auto inner = hn::Tanh(d, hn::Add(from_query, hn::LoadU(d, keys.data + at)));
      const auto d_inner = hn::Mul(hn::Mul(upstream, weight), tanh_slope(d, inner));
      d_query = hn::Add(d_query, d_inner);
      d_v = hn::MulAdd(upstream, inner, d_v);
      hn::StoreU(hn::Add(hn::LoadU(d, gradients.keys + at), d_inner), d, gradients.keys + at);
    }
    hn::StoreU(d_query, d, gradients.query + i);
    hn::StoreU(d_v, d, gradients.v + i);
  });
}

// A name for each type: the table of targets cannot hold templates.
#define DRAGOMAN_FOR_REAL(Real, suffix)                                                         \
  void dot_rows_##suffix(const Real* x, const Rows<Real>& rows, Real scale, Real* out) {        \
    dot_rows_of(x, rows, scale, out);                                                           \
  }                                                                                             \
  void sum_rows_##suffix(const Real* weights, int64_t stride, const Rows<Real>& rows, bool add, \
                         Real* out) {                                                           \
    sum_rows_of(weights, stride, rows, add, out);                                               \
  }                                                                                             \
  void add_row_##suffix(const Real* row, int64_t width, Real* sum) {                            \
    add_row_of(row, width, sum);                                                                \
  }                                                                                             \
  void softmax_##suffix(Real* scores, const bool* mask, int64_t count) {                        \
    softmax_of(scores, mask, count);                                                            \
  }                                                                                             \
  void tanh_##suffix(Real* values, int64_t count) {                                             \
    tanh_of(values, count);                                                                     \
  }                                                                                             \
  void additive_scores_##suffix(const Real* query, const Real* v, const Rows<Real>& keys,       \
                                const bool* mask, Real* scores) {                               \
    additive_scores_of(query, v, keys, mask, scores);                                           \
  }                                                                                             \
  void additive_backward_##suffix(const Real* query, const Real* v, const Rows<Real>& keys,     \
                                  const Real* upstream, const AdditiveGradients<Real>& out) {   \
    additive_backward_of(query, v, keys, upstream, out);                                        \
  }
DRAGOMAN_FOR_REAL(float, f32)
DRAGOMAN_FOR_REAL(double, f64)
#undef DRAGOMAN_FOR_REAL

}  // namespace HWY_NAMESPACE
}  // namespace dragoman
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dragoman {

#define DRAGOMAN_FOR_REAL(Real, suffix)                                                            \
  HWY_EXPORT(dot_rows_##suffix);                                                                   \
  HWY_EXPORT(sum_rows_##suffix);                                                                   \
  HWY_EXPORT(add_row_##suffix);                                                                    \
  HWY_EXPORT(softmax_##suffix);                                                                    \
  HWY_EXPORT(tanh_##suffix);                                                                       \
  HWY_EXPORT(additive_scores_##suffix);                                                            \
  HWY_EXPORT(additive_backward_##suffix);                                                          \
  void dot_rows(const Real* x, const Rows<Real>& rows, Real scale, Real* out) {                    \
    DRAGOMAN_DISPATCH(dot_rows_##suffix)(x, rows, scale, out);                                     \
  }                                                                                                \
  void sum_rows(const Real* weights, int64_t stride, const Rows<Real>& rows, bool add,             \
                Real* out) {                                                                       \
    DRAGOMAN_DISPATCH(sum_rows_##suffix)(weights, stride, rows, add, out);                         \
  }                                                                                                \
  void add_row(const Real* row, int64_t width, Real* sum) {                                        \
    DRAGOMAN_DISPATCH(add_row_##suffix)(row, width, sum);                                          \
  }                                                                                                \
  void softmax(Real* scores, const bool* mask, int64_t count) {                                    \
    DRAGOMAN_DISPATCH(softmax_##suffix)(scores, mask, count);                                      \
  }                                                                                                \
  void tanh_in_place(Real* values, int64_t count) {                                                \
    DRAGOMAN_DISPATCH(tanh_##suffix)(values, count);                                               \
  }                                                                                                \
  void additive_scores(const Real* query, const Real* v, const Rows<Real>& keys, const bool* mask, \
                       Real* scores) {                                                             \
    DRAGOMAN_DISPATCH(additive_scores_##suffix)(query, v, keys, mask, scores);                     \
  }                                                                                                \
  void additive_backward(const Real* query, const Real* v, const Rows<Real>& keys,                 \
                         const Real* upstream, const AdditiveGradients<Real>& out) {               \
    DRAGOMAN_DISPATCH(additive_backward_##suffix)(query, v, keys, upstream, out);                  \
  }
DRAGOMAN_FOR_REAL(float, f32)
DRAGOMAN_FOR_REAL(double, f64)
#undef DRAGOMAN_FOR_REAL

}  // namespace dragoman
#endif

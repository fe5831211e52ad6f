#include "dragoman/kernels/word_scores.h"

#include <cmath>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/word_scores.cpp"
#include <hwy/foreach_target.h>
// After it, so that what follows is compiled for each target.
#include <hwy/highway.h>

#include "kernels/dispatch.h"
#include "kernels/vectors-inl.h"

HWY_BEFORE_NAMESPACE();
namespace dragoman {
namespace HWY_NAMESPACE {

template <typename Real>
Real log_sum_exp_of(const Real* scores, int64_t count) {
  const Real most = largest(scores, count);
  const Real sum = sum_of<Real>(count, [&](auto d, int64_t i) HWY_ATTR {
    return exponential(d, hn::Sub(hn::LoadU(d, scores + i), hn::Set(d, most)));
  });
  return most + std::log(sum);
}

/// The largest so far, in order, and the score that the next one has to exceed.
template <typename Real>
class Ranking {
 public:
  Ranking(const Real* scores, int64_t wanted, int64_t* indices)
      : scores_(scores), wanted_(wanted), indices_(indices) {}

  Real threshold() const { return threshold_; }
  int64_t count() const { return count_; }

  void offer(int64_t index) {
    if (!(scores_[index] > threshold_)) return;
    int64_t place = count_ < wanted_ ? count_++ : count_ - 1;
    for (; place > 0 && scores_[index] > scores_[indices_[place - 1]]; --place) {
      indices_[place] = indices_[place - 1];
    }
    indices_[place] = index;
    if (count_ == wanted_) threshold_ = scores_[indices_[count_ - 1]];
  }

 private:
  const Real* scores_;
  int64_t wanted_;
  int64_t* indices_;
  int64_t count_ = 0;
  Real threshold_ = -std::numeric_limits<Real>::infinity();
};

template <typename Real>
int64_t largest_scores_of(const Real* scores, int64_t count, int64_t wanted, int64_t* indices) {
  const hn::ScalableTag<Real> d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  Ranking<Real> ranking(scores, wanted, indices);
  if (wanted <= 0) return 0;
  int64_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto above = hn::Gt(hn::LoadU(d, scores + i), hn::Set(d, ranking.threshold()));
    if (hn::AllFalse(d, above)) continue;
    for (int64_t lane = 0; lane < lanes; ++lane) ranking.offer(i + lane);
  }
  for (; i < count; ++i) ranking.offer(i);
  return ranking.count();
}

float log_sum_exp_f32(const float* scores, int64_t count) {
  return log_sum_exp_of(scores, count);
}
double log_sum_exp_f64(const double* scores, int64_t count) {
  return log_sum_exp_of(scores, count);
}
int64_t largest_scores_f32(const float* scores, int64_t count, int64_t wanted, int64_t* indices) {
  return largest_scores_of(scores, count, wanted, indices);
}
int64_t largest_scores_f64(const double* scores, int64_t count, int64_t wanted, int64_t* indices) {
  return largest_scores_of(scores, count, wanted, indices);
}

}  // namespace HWY_NAMESPACE
}  // namespace dragoman
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dragoman {

HWY_EXPORT(log_sum_exp_f32);
HWY_EXPORT(log_sum_exp_f64);
HWY_EXPORT(largest_scores_f32);
HWY_EXPORT(largest_scores_f64);

float log_sum_exp(const float* scores, int64_t count) {
  return DRAGOMAN_DISPATCH(log_sum_exp_f32)(scores, count);
}
double log_sum_exp(const double* scores, int64_t count) {
  return DRAGOMAN_DISPATCH(log_sum_exp_f64)(scores, count);
}
int64_t largest_scores(const float* scores, int64_t count, int64_t wanted, int64_t* indices) {
  return DRAGOMAN_DISPATCH(largest_scores_f32)(scores, count, wanted, indices);
}
int64_t largest_scores(const double* scores, int64_t count, int64_t wanted, int64_t* indices) {
  return DRAGOMAN_DISPATCH(largest_scores_f64)(scores, count, wanted, indices);
}

}  // namespace dragoman
#endif

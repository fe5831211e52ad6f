#pragma once
#include <torch/types.h>

namespace dragoman {

using torch::Tensor;

/// Dropout over the steps of one batch of sequences: a new mask each step, or, when variational,
/// one mask for all of them (Gal and Ghahramani 2016). It lives as long as the batch, so that no
/// mask survives it. Its masks are a function of one seed, which it draws from LibTorch's default
/// generator; whether they are asked for step by step or all at once makes no difference.
class StepDropout {
 public:
  /// `rate` is the share of units zeroed; 0 makes it the identity.
  StepDropout(double rate, bool variational);

  /// The next step [B, W].
  Tensor step(const Tensor& input);

  /// All steps of a time-major sequence [T, B, W] at once.
  Tensor sequence(const Tensor& input) const;

  /// The masks of `steps` steps of [B, W], that is of 0 and 1 / (1 − rate): [T, B, W]; undefined
  /// where nothing is dropped.
  Tensor masks(int64_t steps, const Tensor& like) const;

 private:
  double rate_;
  bool variational_;
  uint64_t seed_ = 0;
  int64_t steps_done_ = 0;
};

/// Zeroes whole vectors (words) of [..., E] with probability `rate` and scales the rest by
/// 1 / (1 − rate) (word dropout, Sennrich et al. 2016; token cutoff, Shen et al. 2020).
Tensor drop_words(const Tensor& embedded, double rate);

/// Zeroes as many neighbouring words of each sentence as are the share `rate` of the longest one,
/// from a place that is drawn (span cutoff, Shen et al. 2020, section 3.1). In a shorter sentence
/// some of them, or all, may be padding.
/// @param embedded [B, S, E], or [S, B, E] where `time` is 0 instead of 1
Tensor drop_spans(const Tensor& embedded, double rate, int64_t time);

}  // namespace dragoman

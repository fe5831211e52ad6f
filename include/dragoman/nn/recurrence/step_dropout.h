#pragma once
#include <torch/types.h>

namespace dragoman {

using torch::Tensor;

/// Dropout over the steps of one batch of sequences: a new mask each step, or, when variational,
/// one mask for all of them (Gal and Ghahramani 2016). It lives as long as the batch, so that no
/// mask survives it. Draws come from LibTorch's default generator.
class StepDropout {
 public:
  /// `rate` is the share of units zeroed; 0 makes it the identity.
  StepDropout(double rate, bool variational) : rate_(rate), variational_(variational) {}

  /// One step [B, W].
  Tensor step(const Tensor& input);

  /// All steps of a time-major sequence [T, B, W] at once.
  Tensor sequence(const Tensor& input);

 private:
  Tensor draw(at::IntArrayRef shape, const Tensor& like) const;

  double rate_;
  bool variational_;
  Tensor mask_;  // [B, W], drawn at the first step of a variational sequence
};

/// Zeroes whole vectors (words) of [..., E] with probability `rate` and scales the rest by
/// 1 / (1 − rate) (word dropout, Sennrich et al. 2016).
Tensor drop_words(const Tensor& embedded, double rate);

}  // namespace dragoman

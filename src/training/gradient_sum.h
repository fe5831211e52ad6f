#pragma once
#include <functional>

#include "dragoman/training/flat_parameters.h"
#include "dragoman/training/processes.h"

namespace dragoman {

/// Adds up the gradients of one update over all processes. Those of the decoder are whole first:
/// their sum is under way while those of the encoder are computed.
class GradientSum {
 public:
  /// `parameters` must outlive it.
  GradientSum(const Processes& processes, const FlatParameters& parameters)
      : processes_(processes), parameters_(parameters) {}
  GradientSum(const GradientSum&) = delete;
  GradientSum& operator=(const GradientSum&) = delete;

  /// To be called before the last backward pass of an update, which it must outlive.
  /// @param memory [B, S, M], what the encoder gives: autograd goes through it to the encoder when
  /// it is done with all that came after, in the opposite order of the forward pass
  void watch(const torch::Tensor& memory);

  /// Whether others wait for gradients that can therefore not be computed anew.
  bool has_begun() const { return wait_for_decoder_ != nullptr; }

  /// Returns when all gradients are those of all processes.
  void finish();

 private:
  void begin();

  const Processes processes_;
  const FlatParameters& parameters_;
  std::function<void()> wait_for_decoder_;
};

}  // namespace dragoman

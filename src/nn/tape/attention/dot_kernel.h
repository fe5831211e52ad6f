#pragma once
#include "nn/tape/attention/kernel.h"

namespace dragoman {

/// score_s = scale · query · key_s, for the kinds dot, scaled_dot and general; of scale 0 for the
/// fixed vector, whose weights are all the same.
class DotKernel : public ScoredKernel {
 public:
  DotKernel(AttentionBuffers buffers, double scale, GradientLedger& ledger)
      : ScoredKernel(std::move(buffers), ledger), scale_(scale) {}

 protected:
  void score(int64_t t) override;
  void score_backward(int64_t t, const Tensor& query_gradient) override;
  Tensor finish_keys() override;

 private:
  double scale_;
};

}  // namespace dragoman

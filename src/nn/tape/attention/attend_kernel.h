#pragma once
#include <vector>

#include "nn/tape/attention/kernel.h"

namespace dragoman {

/// The kernel of a kind that has none of its own: `attend` at each step, and autograd back through
/// it.
class AttendKernel : public AttentionKernel {
 public:
  AttendKernel(Attention& attention, AttentionBuffers buffers, GradientLedger& ledger);

  void forward(int64_t t) override;
  void backward(int64_t t, const Tensor& query_gradient, const Tensor& weight_gradient) override;
  void finish() override;
  bool is_repeatable() const override { return false; }

 private:
  struct Step {
    Tensor query, carry;  // leaves of the step's graph; the carry undefined where there is none
    AttentionStep result;
  };

  Attention& attention_;
  AttentionBuffers buffers_;  // whose memory are leaves
  variable_list leaves_;      // keys, values, the attention's parameters
  variable_list gradients_;   // of the leaves
  std::vector<GradientLedger::Entry> entries_;
  std::vector<Step> steps_;
  Tensor carry_gradient_;
  GradientLedger& ledger_;
};

}  // namespace dragoman

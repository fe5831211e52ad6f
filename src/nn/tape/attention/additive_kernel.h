#pragma once
#include "nn/tape/attention/kernel.h"
#include "nn/tape/tape_product.h"

namespace dragoman {

/// score_s = v · tanh(W query + key_s), for the kinds additive and concat. The [T, B, S, A] values
/// of the tanh are never kept: the backward pass makes them anew.
class AdditiveKernel : public ScoredKernel {
 public:
  /// @param query_weight W, [A, H] @param v [A]
  AdditiveKernel(AttentionBuffers buffers, const Tensor& query_weight, const Tensor& v,
                 Precision precision, GradientLedger& ledger);

 protected:
  void score(int64_t t) override;
  void score_backward(int64_t t, const Tensor& query_gradient) override;
  Tensor finish_keys() override;

 private:
  TapeProduct query_product_;
  Tensor v_;
  Tensor projected_;      // [T, B, A], W query; ends as its gradient
  Tensor key_gradients_;  // [B, S, A]
  Tensor v_gradients_;    // [B, A], a row for each sentence so that threads don't meet
  GradientLedger::Entry v_entry_;
};

}  // namespace dragoman

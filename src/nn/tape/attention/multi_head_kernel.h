#pragma once
#include <cmath>

#include "dragoman/kernels/attention.h"
#include "nn/tape/attention/kernel.h"
#include "nn/tape/tape_product.h"

namespace dragoman {

/// The weights of a MultiHeadAttention that work at every step.
struct MultiHeadWeights {
  Tensor query;   // W^Q of all heads, [M, H]
  Tensor output;  // W^O, [M, M]
  int64_t heads;  // N
};

/// The kernel of multi_head: each head of width d = M/N reads its own d columns of queries, keys
/// and values, which stay where they are.
class MultiHeadKernel : public AttentionKernel {
 public:
  MultiHeadKernel(AttentionBuffers buffers, const MultiHeadWeights& weights, Precision precision,
                  GradientLedger& ledger);

  void forward(int64_t t) override;
  void backward(int64_t t, const Tensor& query_gradient, const Tensor& weight_gradient) override;
  void finish() override;

 private:
  HeadsStep step(int64_t t) const;
  double scale() const { return 1 / std::sqrt(static_cast<double>(head_width())); }

  /// What the gradient [B, S] of the heads' mean weights adds to scores and queries of step t.
  void add_weight_gradient(int64_t t, const Tensor& weight_gradient);
  int64_t head_width() const { return buffers_.memory.keys.size(2) / heads_; }

  /// `sum_over_steps` in the columns of each head. @param coefficients [T, B, N, S]
  Tensor sum_by_head(const Tensor& coefficients, const Tensor& vectors) const;

  AttentionBuffers buffers_;
  int64_t heads_;
  Tensor queries_, contexts_, weights_;                           // [T, B, M] twice, [T, B, N, S]
  Tensor query_gradients_, context_gradients_, score_gradients_;  // of these, in their shapes
  TapeProduct query_product_, output_product_;
  GradientLedger& ledger_;
  GradientLedger::Entry keys_entry_, values_entry_;
};

}  // namespace dragoman

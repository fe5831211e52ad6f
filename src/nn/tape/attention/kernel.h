#pragma once
#include "dragoman/nn/attention.h"
#include "nn/tape/operator.h"

namespace dragoman {

/// What an attention works on over all steps of a batch.
struct AttentionBuffers {
  AttentionMemory memory;
  Tensor queries;            // [T, B, H], step t filled by the time of `forward(t)`
  Tensor contexts;           // [T, B, M], made by the kernel
  Tensor weights;            // [T, B, S], made by the kernel
  Tensor context_gradients;  // [T, B, M], step t filled by the time of `backward(t)`
};

/// An attention over all steps of a batch, forward and back: `Attention::attend` with an explicit
/// gradient. The ledger gets its keys, its values and its own weights.
class AttentionKernel {
 public:
  virtual ~AttentionKernel() = default;

  /// Contexts and weights of step t.
  virtual void forward(int64_t t) = 0;

  /// Adds to query_gradient [B, H] of step t.
  /// @param weight_gradient [B, S] of the step's weights, besides what the context gives; undefined
  /// where there is none
  virtual void backward(int64_t t, const Tensor& query_gradient, const Tensor& weight_gradient) = 0;

  /// Once all steps went back: the gradients of the rest.
  virtual void finish() = 0;

  /// As Operator's.
  virtual bool is_repeatable() const { return true; }
};

/// The memory as kernels read it: without a graph, each sentence's vectors one after the other.
AttentionMemory laid_out(const AttentionMemory& memory);

/// Base of the kernels of every ScoredAttention: softmax, weighted sum and their gradients. A kind
/// writes its score and the gradient of that.
class ScoredKernel : public AttentionKernel {
 public:
  ScoredKernel(AttentionBuffers buffers, GradientLedger& ledger);

  void forward(int64_t t) final;
  void backward(int64_t t, const Tensor& query_gradient, const Tensor& weight_gradient) final;
  void finish() final;

 protected:
  /// The scores of step t, into `weights`, at least where the mask is true.
  virtual void score(int64_t t) = 0;

  /// From `score_gradients` of step t, where those of padding are 0; adds to query_gradient [B, H].
  virtual void score_backward(int64_t t, const Tensor& query_gradient) = 0;

  /// Once all steps went back; returns the gradient of the keys [B, S, *], or an undefined tensor
  /// where there is none.
  virtual Tensor finish_keys() = 0;

  AttentionBuffers buffers_;
  Tensor score_gradients_;  // [T, B, S]
  GradientLedger& ledger_;

 private:
  GradientLedger::Entry keys_entry_, values_entry_;
};

/// The gradient of scores whose softmax the weights [..., S] are, from that of the weights.
Tensor softmax_gradient(const Tensor& weights, const Tensor& weight_gradient);

/// out [B, S, W] = Σ_t coefficients [T, B, S] · vectors [T, B, W]: the gradient of keys or values
/// to which every step added a multiple of one vector.
Tensor sum_over_steps(const Tensor& coefficients, const Tensor& vectors);

}  // namespace dragoman

#pragma once
#include "dragoman/kernels/rows.h"
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
  virtual void backward(int64_t t, const Tensor& query_gradient) = 0;

  /// Once all steps went back: the gradients of the rest.
  virtual void finish() = 0;
};

/// The vector of row `row` at step t in a [T, B, W] buffer.
template <typename Real>
Real* row_of(const Tensor& buffer, int64_t t, int64_t row) {
  return buffer.data_ptr<Real>() + t * buffer.stride(0) + row * buffer.stride(1);
}

/// The S vectors of one sentence in a [B, S, W] tensor.
template <typename Real>
Rows<Real> sentence(const Tensor& memory, int64_t row) {
  return {memory.data_ptr<Real>() + row * memory.stride(0), memory.size(1), memory.size(2),
          memory.stride(1)};
}

/// The memory as kernels read it: without a graph, each sentence's vectors one after the other.
AttentionMemory laid_out(const AttentionMemory& memory);

/// Gradient of the weights → gradient of the scores, in place: w_i (g_i − Σ_j w_j g_j).
template <typename Real>
void softmax_backward(const Real* weights, int64_t count, Real* gradient) {
  Real mean = 0;
  for (int64_t i = 0; i < count; ++i) mean += weights[i] * gradient[i];
  for (int64_t i = 0; i < count; ++i) gradient[i] = weights[i] * (gradient[i] - mean);
}

/// Base of the kernels of every ScoredAttention: softmax, weighted sum and their gradients. A kind
/// writes its score and the gradient of that.
class ScoredKernel : public AttentionKernel {
 public:
  ScoredKernel(AttentionBuffers buffers, GradientLedger& ledger);

  void forward(int64_t t) final;
  void backward(int64_t t, const Tensor& query_gradient) final;
  void finish() final;

 protected:
  /// Before the scores of step t: what all rows need of the query.
  virtual void prepare(int64_t /*t*/) {}

  /// The scores of rows [begin, end) of step t, into `weights`, at least where the mask is true.
  virtual void score(int64_t t, int64_t begin, int64_t end) = 0;

  /// From `score_gradients`, of rows [begin, end) of step t; those of padding are 0.
  virtual void score_backward(int64_t t, int64_t begin, int64_t end,
                              const Tensor& query_gradient) = 0;

  /// After the rows of step t went back.
  virtual void conclude(int64_t /*t*/, const Tensor& /*query_gradient*/) {}

  /// Once all steps went back; returns the gradient of the keys [B, S, *], or an undefined tensor
  /// where there is none.
  virtual Tensor finish_keys() = 0;

  AttentionBuffers buffers_;
  Tensor score_gradients_;  // [T, B, S]
  GradientLedger& ledger_;

 private:
  GradientLedger::Entry keys_entry_, values_entry_;
};

/// out [B, S, W] = Σ_t coefficients [T, B, S] · vectors [T, B, W]: the gradient of keys or values
/// to which every step added a multiple of one vector.
Tensor sum_over_steps(const Tensor& coefficients, const Tensor& vectors);

}  // namespace dragoman

#include "nn/tape/attention/kernel.h"

#include "dragoman/kernels/attention.h"
#include "dragoman/nn/array_of.h"

namespace dragoman {

AttentionMemory laid_out(const AttentionMemory& memory) {
  return {memory.keys.detach().contiguous(), memory.values.detach().contiguous(),
          memory.mask.contiguous()};
}

ScoredKernel::ScoredKernel(AttentionBuffers buffers, GradientLedger& ledger)
    : buffers_(std::move(buffers)),
      score_gradients_(torch::empty_like(buffers_.weights)),
      ledger_(ledger),
      keys_entry_(ledger.add(buffers_.memory.keys)),
      values_entry_(ledger.add(buffers_.memory.values)) {
  buffers_.memory = laid_out(buffers_.memory);
}

void ScoredKernel::forward(int64_t t) {
  score(t);
  weigh_values(array_of(buffers_.memory.values), array_of(buffers_.memory.mask),
               array_of(buffers_.weights).at(t), array_of(buffers_.contexts).at(t));
}

void ScoredKernel::backward(int64_t t, const Tensor& query_gradient,
                            const Tensor& weight_gradient) {
  weigh_values_backward(array_of(buffers_.memory.values), array_of(buffers_.weights).at(t),
                        array_of(buffers_.context_gradients).at(t),
                        array_of(score_gradients_).at(t));
  if (weight_gradient.defined()) {
    score_gradients_[t].add_(softmax_gradient(buffers_.weights[t], weight_gradient));
  }
  score_backward(t, query_gradient);
}

void ScoredKernel::finish() {
  ledger_.gradient(values_entry_) = sum_over_steps(buffers_.weights, buffers_.context_gradients);
  ledger_.gradient(keys_entry_) = finish_keys();
}

Tensor softmax_gradient(const Tensor& weights, const Tensor& weight_gradient) {
  const Tensor own = weights * weight_gradient;
  return own - weights * own.sum(-1, /*keepdim=*/true);
}

Tensor sum_over_steps(const Tensor& coefficients, const Tensor& vectors) {
  const Tensor out =
      torch::empty({vectors.size(1), coefficients.size(2), vectors.size(2)}, vectors.options());
  sum_over_steps(array_of(coefficients), array_of(vectors), array_of(out));
  return out;
}

}  // namespace dragoman

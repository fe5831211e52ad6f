#include "nn/tape/attention/additive_kernel.h"

#include "dragoman/kernels/attention.h"
#include "dragoman/nn/array_of.h"

namespace dragoman {

AdditiveKernel::AdditiveKernel(AttentionBuffers buffers, const Tensor& query_weight,
                               const Tensor& v, Precision precision, GradientLedger& ledger)
    : ScoredKernel(std::move(buffers), ledger),
      query_product_(query_weight, buffers_.queries, {}, precision, ledger),
      v_(v.detach()),
      projected_(torch::empty({buffers_.queries.size(0), buffers_.queries.size(1), v.size(0)},
                              buffers_.queries.options())),
      key_gradients_(torch::zeros_like(buffers_.memory.keys)),
      v_gradients_(torch::zeros({buffers_.queries.size(1), v.size(0)}, v_.options())),
      v_entry_(ledger.add(v)) {}

void AdditiveKernel::score(int64_t t) {
  query_product_.forward(t, projected_[t], false);
  additive_scores(array_of(projected_).at(t), array_of(v_), array_of(buffers_.memory.keys),
                  array_of(buffers_.memory.mask), array_of(buffers_.weights).at(t));
}

void AdditiveKernel::score_backward(int64_t t, const Tensor& query_gradient) {
  additive_scores_backward(array_of(projected_).at(t), array_of(v_), array_of(buffers_.memory.keys),
                           array_of(score_gradients_).at(t), array_of(key_gradients_),
                           array_of(v_gradients_));
  query_product_.backward(t, projected_[t], query_gradient);
}

Tensor AdditiveKernel::finish_keys() {
  query_product_.finish(projected_);
  ledger_.gradient(v_entry_) = v_gradients_.sum(0);
  return key_gradients_;
}

}  // namespace dragoman

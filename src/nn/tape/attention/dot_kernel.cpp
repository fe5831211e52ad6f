#include "nn/tape/attention/dot_kernel.h"

#include "dragoman/kernels/attention.h"
#include "dragoman/nn/array_of.h"

namespace dragoman {

void DotKernel::score(int64_t t) {
  if (scale_ == 0) {
    buffers_.weights[t].zero_();
    return;
  }
  dot_scores(array_of(buffers_.queries).at(t), array_of(buffers_.memory.keys), scale_,
             array_of(buffers_.weights).at(t));
}

void DotKernel::score_backward(int64_t t, const Tensor& query_gradient) {
  if (scale_ == 0) return;
  dot_scores_backward(array_of(buffers_.memory.keys), scale_, array_of(score_gradients_).at(t),
                      array_of(query_gradient));
}

Tensor DotKernel::finish_keys() {
  return scale_ == 0 ? Tensor() : sum_over_steps(score_gradients_, buffers_.queries);
}

}  // namespace dragoman

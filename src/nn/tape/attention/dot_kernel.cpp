#include "nn/tape/attention/dot_kernel.h"

#include <algorithm>

namespace dragoman {

void DotKernel::score(int64_t t, int64_t begin, int64_t end) {
  const Tensor& keys = buffers_.memory.keys;
  AT_DISPATCH_FLOATING_TYPES(keys.scalar_type(), "dot attention", [&] {
    for (int64_t row = begin; row < end; ++row) {
      scalar_t* scores = row_of<scalar_t>(buffers_.weights, t, row);
      if (scale_ == 0) {
        std::fill_n(scores, keys.size(1), scalar_t(0));
        continue;
      }
      dot_rows(row_of<scalar_t>(buffers_.queries, t, row), sentence<scalar_t>(keys, row),
               static_cast<scalar_t>(scale_), scores);
    }
  });
}

void DotKernel::score_backward(int64_t t, int64_t begin, int64_t end,
                               const Tensor& query_gradient) {
  const Tensor& keys = buffers_.memory.keys;
  AT_DISPATCH_FLOATING_TYPES(keys.scalar_type(), "dot attention", [&] {
    for (int64_t row = begin; row < end; ++row) {
      scalar_t* gradient = row_of<scalar_t>(score_gradients_, t, row);
      for (int64_t s = 0; s < keys.size(1); ++s) gradient[s] *= static_cast<scalar_t>(scale_);
      if (scale_ == 0) continue;
      sum_rows(gradient, 1, sentence<scalar_t>(keys, row), true,
               query_gradient.data_ptr<scalar_t>() + row * query_gradient.stride(0));
    }
  });
}

Tensor DotKernel::finish_keys() {
  return scale_ == 0 ? Tensor() : sum_over_steps(score_gradients_, buffers_.queries);
}

}  // namespace dragoman

#include "nn/tape/attention/kernel.h"

#include <algorithm>

#include <ATen/Parallel.h>

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
  prepare(t);
  const auto& [keys, values, mask] = buffers_.memory;
  AT_DISPATCH_FLOATING_TYPES(values.scalar_type(), "attention", [&] {
    at::parallel_for(0, values.size(0), 1, [&](int64_t begin, int64_t end) {
      score(t, begin, end);
      for (int64_t row = begin; row < end; ++row) {
        scalar_t* weights = row_of<scalar_t>(buffers_.weights, t, row);
        softmax(weights, mask.data_ptr<bool>() + row * mask.size(1), mask.size(1));
        sum_rows(weights, 1, sentence<scalar_t>(values, row), false,
                 row_of<scalar_t>(buffers_.contexts, t, row));
      }
    });
  });
}

void ScoredKernel::backward(int64_t t, const Tensor& query_gradient) {
  const Tensor& values = buffers_.memory.values;
  AT_DISPATCH_FLOATING_TYPES(values.scalar_type(), "attention", [&] {
    at::parallel_for(0, values.size(0), 1, [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; ++row) {
        scalar_t* gradient = row_of<scalar_t>(score_gradients_, t, row);
        dot_rows(row_of<scalar_t>(buffers_.context_gradients, t, row),
                 sentence<scalar_t>(values, row), scalar_t(1), gradient);
        softmax_backward(row_of<scalar_t>(buffers_.weights, t, row), values.size(1), gradient);
      }
      score_backward(t, begin, end, query_gradient);
    });
  });
  conclude(t, query_gradient);
}

void ScoredKernel::finish() {
  ledger_.gradient(values_entry_) = sum_over_steps(buffers_.weights, buffers_.context_gradients);
  ledger_.gradient(keys_entry_) = finish_keys();
}

Tensor sum_over_steps(const Tensor& coefficients, const Tensor& vectors) {
  const int64_t steps = vectors.size(0), batch = vectors.size(1), width = vectors.size(2);
  const int64_t source = coefficients.size(2);
  const Tensor out = torch::empty({batch, source, width}, vectors.options());
  AT_DISPATCH_FLOATING_TYPES(vectors.scalar_type(), "attention", [&] {
    at::parallel_for(0, batch, 1, [&](int64_t begin, int64_t end) {
      // A sentence's steps lie a large power of two apart, where caches hold few of them.
      std::vector<scalar_t> together(static_cast<size_t>(steps * width));
      for (int64_t row = begin; row < end; ++row) {
        for (int64_t t = 0; t < steps; ++t) {
          std::copy_n(row_of<scalar_t>(vectors, t, row), width, together.data() + t * width);
        }
        const Rows<scalar_t> of_row{together.data(), steps, width, width};
        for (int64_t s = 0; s < source; ++s) {
          sum_rows(row_of<scalar_t>(coefficients, 0, row) + s, coefficients.stride(0), of_row,
                   false, row_of<scalar_t>(out, row, s));
        }
      }
    });
  });
  return out;
}

}  // namespace dragoman

#pragma once
#include <memory>

#include "nn/padded_batch.h"
#include "nn/tape/attention/kernel.h"

namespace dragoman {

/// What a run of an attention kernel over all its steps left.
struct KernelRun {
  GradientLedger ledger;
  AttentionBuffers buffers;
  Tensor query_gradients;  // [T, B, H]

  /// The gradient of one of the kernel's inputs; zero where it has none.
  Tensor gradient_of(const Tensor& input) const {
    Tensor sum = torch::zeros_like(input.detach());
    for (size_t i = 0; i < ledger.inputs().size(); ++i) {
      const Tensor& gradient = ledger.gradients()[i];
      if (ledger.inputs()[i].is_same(input) && gradient.defined()) sum = sum + gradient;
    }
    return sum;
  }
};

/// B = 3 ragged rows, S = 5, keys and values of width 4 that are not the same.
inline AttentionMemory random_memory(const Tensor& keys) {
  return {keys, random_tensor({3, 5, 4}, 62).requires_grad_(), mask_of({3, 5, 1}, 5)};
}

/// All steps forward, then all of them back. @param make (buffers, ledger) → kernel
/// @param queries [T, B, H] @param upstream [T, B, M], the gradient of the contexts
/// @param of_weights [T, B, S], that of the weights; or undefined
template <class Make>
KernelRun run_kernel(const AttentionMemory& memory, const Tensor& queries, const Tensor& upstream,
                     const Make& make, const Tensor& of_weights = {}) {
  const torch::NoGradGuard no_grad;
  const int64_t steps = queries.size(0);
  KernelRun run;
  run.buffers = {memory, queries, torch::empty_like(upstream),
                 torch::empty({steps, memory.mask.size(0), memory.mask.size(1)}, queries.options()),
                 upstream};
  run.query_gradients = torch::zeros_like(queries);
  const std::unique_ptr<AttentionKernel> kernel = make(run.buffers, run.ledger);
  for (int64_t t = 0; t < steps; ++t) kernel->forward(t);
  for (int64_t t = steps - 1; t >= 0; --t) {
    kernel->backward(t, run.query_gradients[t], of_weights.defined() ? of_weights[t] : Tensor());
  }
  kernel->finish();
  return run;
}

}  // namespace dragoman

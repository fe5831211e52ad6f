#include <gtest/gtest.h>

#include "nn/module_parameters.h"
#include "nn/recurrence/attention/attend_kernel.h"
#include "nn/recurrence/attention/kernel_run.h"
#include "nn/tensor_expectations.h"

namespace dragoman {
namespace {

/// A kind whose carry has no gradient: the positions seen so far, a plain number.
class FadingAttention : public Attention {
 public:
  AttentionMemory remember(const Tensor& encoded, const Tensor& mask,
                           const Arithmetic& /*arithmetic*/) override {
    return {encoded, encoded, mask};
  }

  AttentionStep attend(const Tensor& query, const AttentionMemory& memory,
                       const Tensor& carry) override {
    Tensor scores = torch::bmm(memory.keys, query.unsqueeze(2)).squeeze(2);
    if (carry.defined()) scores = scores - carry;
    const Tensor weights = masked_softmax(scores, memory.mask);
    const Tensor context = torch::bmm(weights.unsqueeze(1), memory.values).squeeze(1);
    return {context, weights, weights.detach()};
  }
};

TEST(DetachedCarry, IsAConstantOfTheNextStep) {
  FadingAttention attention;
  const AttentionMemory memory = random_memory(random_tensor({3, 5, 4}, 72).requires_grad_());
  const Tensor queries = random_tensor({3, 3, 4}, 73).requires_grad_();
  const Tensor upstream = random_tensor({3, 3, 4}, 74);
  Tensor sum = torch::zeros({}, torch::kDouble), carry;
  for (int64_t t = 0; t < 3; ++t) {
    const AttentionStep step = attention.attend(queries[t], memory, carry);
    sum = sum + (step.context * upstream[t]).sum();
    carry = step.carry;
  }
  sum.backward();
  const KernelRun got =
      run_kernel(memory, queries.detach(), upstream, [&](const auto& buffers, auto& ledger) {
        return std::make_unique<AttendKernel>(attention, buffers, ledger);
      });
  EXPECT_TRUE(close(got.query_gradients, queries.grad()));
  EXPECT_TRUE(close(got.gradient_of(memory.keys), memory.keys.grad()));
}

}  // namespace
}  // namespace dragoman

#include "nn/tape/attention/attend_kernel.h"

#include <gtest/gtest.h>

#include "nn/module_parameters.h"
#include "nn/tape/attention/kernel_run.h"
#include "nn/tensor_expectations.h"

namespace dragoman {
namespace {

/// Dot attention whose scores depend on the steps before.
class CarryingAttention : public Attention {
 public:
  AttentionMemory remember(const Tensor& encoded, const Tensor& mask,
                           const Arithmetic& /*arithmetic*/) override {
    return {encoded, encoded, mask};
  }

  AttentionStep attend(const Tensor& query, const AttentionMemory& memory,
                       const Tensor& carry) override {
    Tensor scores = torch::bmm(memory.keys, query.unsqueeze(2)).squeeze(2);
    if (carry.defined()) scores = scores + change(carry);
    const Tensor weights = softmax_over(scores, memory.mask);
    const Tensor context = torch::bmm(weights.unsqueeze(1), memory.values).squeeze(1);
    return {context, weights, next_carry(carry, weights)};
  }

 protected:
  virtual Tensor change(const Tensor& carry) const = 0;
  virtual Tensor next_carry(const Tensor& carry, const Tensor& weights) const = 0;
};

/// factor · (what each position got before), through which gradients go back.
class LearnedCarry : public CarryingAttention {
 protected:
  Tensor change(const Tensor& carry) const override { return factor_ * carry; }
  Tensor next_carry(const Tensor& carry, const Tensor& weights) const override {
    return carry.defined() ? carry + weights : weights;
  }

 private:
  Tensor factor_ = register_parameter("factor", torch::empty({5}));
};

/// What each position just got, as a plain number without a gradient.
class DetachedCarry : public CarryingAttention {
 protected:
  Tensor change(const Tensor& carry) const override { return -carry; }
  Tensor next_carry(const Tensor& /*carry*/, const Tensor& weights) const override {
    return weights.detach();
  }
};

/// Three steps of a kind, by AttendKernel and by autograd.
template <class Kind>
class Steps : public testing::Test {
 protected:
  void SetUp() override { randomise(attention_, 71); }

  KernelRun run(const Tensor& upstream) {
    return run_kernel(memory_, queries_.detach(), upstream,
                      [this](const auto& buffers, auto& ledger) {
                        return std::make_unique<AttendKernel>(attention_, buffers, ledger);
                      });
  }

  /// Σ_t context_t · upstream_t, each step with the carry of the one before.
  Tensor value(const Tensor& upstream) {
    Tensor sum = torch::zeros({}, torch::kDouble), carry;
    for (int64_t t = 0; t < queries_.size(0); ++t) {
      const AttentionStep step = attention_.attend(queries_[t], memory_, carry);
      sum = sum + (step.context * upstream[t]).sum();
      carry = step.carry;
    }
    return sum;
  }

  void expect_gradients_of_autograd() {
    queries_.requires_grad_();
    value(upstream_).backward();
    const KernelRun got = run(upstream_);
    EXPECT_TRUE(close(got.query_gradients, queries_.grad()));
    EXPECT_TRUE(close(got.gradient_of(memory_.keys), memory_.keys.grad()));
    EXPECT_TRUE(close(got.gradient_of(memory_.values), memory_.values.grad()));
    for (const Tensor& parameter : attention_.parameters()) {
      EXPECT_TRUE(close(got.gradient_of(parameter), parameter.grad()));
    }
  }

  Kind attention_;
  AttentionMemory memory_ = random_memory(random_tensor({3, 5, 4}, 72).requires_grad_());
  Tensor queries_ = random_tensor({3, 3, 4}, 73), upstream_ = random_tensor({3, 3, 4}, 74);
};

using CarriedAttention = Steps<LearnedCarry>;
using DetachedCarryAttention = Steps<DetachedCarry>;

TEST_F(CarriedAttention, GradientsEqualAutogradThroughAllSteps) {
  expect_gradients_of_autograd();
}

TEST_F(DetachedCarryAttention, TakesItsCarryForAConstant) {
  expect_gradients_of_autograd();
}

TEST_F(CarriedAttention, GradientsEqualCentralDifferences) {
  const KernelRun got = run(upstream_);
  const auto sum = [this] { return value(upstream_); };
  const Tensor factor = attention_.parameters()[0];
  expect_numeric_gradient({"queries", queries_}, got.query_gradients, sum);
  expect_numeric_gradient({"keys", memory_.keys}, got.gradient_of(memory_.keys), sum);
  expect_numeric_gradient({"values", memory_.values}, got.gradient_of(memory_.values), sum);
  expect_numeric_gradient({"factor", factor}, got.gradient_of(factor), sum);
}

TEST_F(CarriedAttention, TheLastContextMovesTheFirstQueryThroughTheCarry) {
  upstream_.narrow(0, 0, 2).zero_();
  const Tensor gradient = run(upstream_).query_gradients[0];
  // The row of a single token attends to nothing else.
  EXPECT_GT(gradient.narrow(0, 0, 2).abs().min().item<double>(), 1e-6);
  EXPECT_TRUE(close(gradient[2], torch::zeros(4, torch::kDouble)));
}

}  // namespace
}  // namespace dragoman

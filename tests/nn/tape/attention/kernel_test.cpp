#include "nn/tape/attention/kernel.h"

#include <gtest/gtest.h>

#include "dragoman/nn/attention/table.h"
#include "nn/module_parameters.h"
#include "nn/tape/attention/attend_kernel.h"
#include "nn/tape/attention/kernel_run.h"
#include "nn/tensor_expectations.h"

namespace dragoman {
namespace {

/// A kind's own kernel next to autograd through its `attend`.
class AttentionKernels : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    randomise(*attention_, 61);
    const Tensor encoded = random_tensor({3, 5, 4}, 63);
    const Tensor keys = attention_->remember(encoded, mask_of({3, 5, 1}, 5), {}).keys.detach();
    memory_ = random_memory(keys.clone().requires_grad_());
  }

  KernelRun run_own(const Tensor& of_weights = {}) {
    const auto make = [this](const auto& buffers, auto& ledger) {
      return attention_->kernel(buffers, Precision::fp32, ledger);
    };
    return run_kernel(memory_, queries_, upstream_, make, of_weights);
  }

  KernelRun run_attend(const Tensor& of_weights = {}) {
    const auto make = [this](const auto& buffers, auto& ledger) {
      return std::make_unique<AttendKernel>(*attention_, buffers, ledger);
    };
    return run_kernel(memory_, queries_, upstream_, make, of_weights);
  }

  void expect_same_gradients(const KernelRun& got, const KernelRun& expected) {
    EXPECT_TRUE(close(got.query_gradients, expected.query_gradients, 1e-11));
    std::vector<NamedTensor> inputs = parameters_of(*attention_);
    inputs.push_back({"keys", memory_.keys});
    inputs.push_back({"values", memory_.values});
    for (const NamedTensor& input : inputs) {
      SCOPED_TRACE(input.name);
      EXPECT_TRUE(close(got.gradient_of(input.tensor), expected.gradient_of(input.tensor), 1e-11));
    }
  }

  std::shared_ptr<Attention> attention_ = make_attention(GetParam(), {4, 4, 5, 2, 2});
  AttentionMemory memory_;
  Tensor queries_ = random_tensor({3, 3, 4}, 64), upstream_ = random_tensor({3, 3, 4}, 65);
};

TEST_P(AttentionKernels, MakeTheContextsAndWeightsOfAttend) {
  const KernelRun got = run_own(), expected = run_attend();
  EXPECT_TRUE(close(got.buffers.contexts, expected.buffers.contexts));
  EXPECT_TRUE(close(got.buffers.weights, expected.buffers.weights));
}

TEST_P(AttentionKernels, MakeTheGradientsOfAttend) {
  expect_same_gradients(run_own(), run_attend());
}

TEST_P(AttentionKernels, MakeTheGradientsOfAttendForTheWeightsToo) {
  const Tensor of_weights = random_tensor({3, 3, 5}, 66);
  const KernelRun got = run_own(of_weights);
  expect_same_gradients(got, run_attend(of_weights));
  if (GetParam() == "none") return;  // whose weights are what they are
  EXPECT_FALSE(close(got.query_gradients, run_own().query_gradients, 1e-6));
}

INSTANTIATE_TEST_SUITE_P(Kinds, AttentionKernels, testing::ValuesIn(attention_names()),
                         [](const auto& kind) { return kind.param; });

}  // namespace
}  // namespace dragoman

#include "nn/tape/operator.h"

#include <gtest/gtest.h>
#include <torch/utils.h>

#include "nn/tensor_expectations.h"

namespace dragoman {
namespace {

/// 3 · input, and how often the operators of the test live.
class Triple : public Operator {
 public:
  explicit Triple(const Tensor& input) : input_(input.detach()), entry_(ledger_.add(input)) {
    ++living;
  }
  ~Triple() override { --living; }

  variable_list forward() override { return {input_ * 3, input_ + 1}; }
  void backward(const variable_list& upstream) override {
    ledger_.gradient(entry_) = upstream[0] * 3;
  }

  static int living;

 private:
  Tensor input_;
  GradientLedger::Entry entry_;
};

int Triple::living = 0;

TEST(RunOperator, IsOneNodeOfTheGraph) {
  const Tensor input = torch::ones({2}, torch::kDouble).requires_grad_();
  const variable_list outputs = run_operator(c10::make_intrusive<Triple>(input * 2));
  EXPECT_TRUE(outputs[0].requires_grad());
  EXPECT_FALSE(outputs[1].requires_grad()) << "only the first output is differentiable";
  (outputs[0] * outputs[0]).sum().backward();
  EXPECT_TRUE(same(input.grad(), torch::full({2}, 72.0, torch::kDouble)));
}

TEST(RunOperator, LivesAsLongAsItsGraph) {
  const Tensor input = torch::ones({2}).requires_grad_();
  {
    const Tensor output = run_operator(c10::make_intrusive<Triple>(input))[0];
    EXPECT_EQ(Triple::living, 1);
  }
  EXPECT_EQ(Triple::living, 0);
  const torch::NoGradGuard no_grad;
  const Tensor output = run_operator(c10::make_intrusive<Triple>(input))[0];
  EXPECT_EQ(Triple::living, 0) << "nothing is kept where nobody goes back";
}

TEST(RunOperator, GoesBackOnce) {
  const Tensor input = torch::ones({2}).requires_grad_();
  const Tensor sum = run_operator(c10::make_intrusive<Triple>(input))[0].sum();
  sum.backward({}, true);
  EXPECT_THROW(sum.backward(), c10::Error);
}

}  // namespace
}  // namespace dragoman

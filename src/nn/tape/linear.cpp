#include "nn/tape/linear.h"

#include "nn/tape/operator.h"
#include "nn/tape/product.h"

namespace dragoman {
namespace {

class Linear : public Operator {
 public:
  Linear(const Tensor& input, const Tensor& weight, const Tensor& bias, Precision precision)
      : input_(rounded(input.detach().reshape({-1, input.size(-1)}), precision)),
        shape_(input.sizes().vec()),
        options_(input.options().requires_grad(false)),
        precision_(precision),
        weight_(weight, precision, Use::once),
        input_entry_(ledger_.add(input)),
        weight_entry_(ledger_.add(weight)) {
    if (!bias.defined()) return;
    bias_ = bias.detach();
    bias_entry_ = ledger_.add(bias);
  }

  variable_list forward() override {
    std::vector<int64_t> shape = shape_;
    shape.back() = weight_.outputs();
    const Tensor out = torch::empty({input_.size(0), weight_.outputs()}, options_);
    weight_.multiply(input_, out, {.bias = bias_});
    return {out.view(shape)};
  }

  void backward(const variable_list& upstream) override {
    const Tensor exact = upstream[0].reshape({-1, weight_.outputs()});
    const Tensor rows = rounded(exact, precision_);
    const Tensor d_input = torch::empty(input_.sizes(), options_);
    weight_.multiply(rows, d_input, {.gradient = true});
    ledger_.gradient(input_entry_) = d_input.view(shape_);
    ledger_.write(weight_entry_, [&](const Tensor& gradient, bool accumulate) {
      weight_gradient(rows, input_, precision_, gradient, accumulate);
    });
    if (bias_.defined()) ledger_.gradient(bias_entry_) = sum_of_rows(exact);
  }

 private:
  Tensor input_;  // [R, K], rounded
  std::vector<int64_t> shape_;
  at::TensorOptions options_;
  Precision precision_;
  WeightOperand weight_;
  Tensor bias_;
  GradientLedger::Entry input_entry_, weight_entry_, bias_entry_ = 0;
};

}  // namespace

Tensor linear(const Tensor& input, const Tensor& weight, const Tensor& bias,
              const Arithmetic& arithmetic) {
  if (!arithmetic.fast_on(input)) return torch::linear(input, weight, bias);
  return run_operator(c10::make_intrusive<Linear>(input, weight, bias, arithmetic.precision))[0];
}

}  // namespace dragoman

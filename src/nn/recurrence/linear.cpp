#include "nn/recurrence/linear.h"

#include "nn/recurrence/operator.h"
#include "nn/recurrence/product.h"

namespace dragoman {
namespace {

class Linear : public Operator {
 public:
  Linear(const Tensor& input, const Tensor& weight, const Tensor& bias, Precision precision)
      : input_(input.detach().reshape({-1, input.size(-1)})),
        shape_(input.sizes().vec()),
        precision_(precision),
        weight_(weight, precision),
        input_entry_(ledger_.add(input)),
        weight_entry_(ledger_.add(weight)) {
    if (!bias.defined()) return;
    bias_ = bias.detach();
    bias_entry_ = ledger_.add(bias);
  }

  variable_list forward() override {
    std::vector<int64_t> shape = shape_;
    shape.back() = weight_.outputs();
    const Tensor out = torch::empty({input_.size(0), weight_.outputs()}, input_.options());
    if (bias_.defined()) Tensor(out).copy_(bias_.expand_as(out));
    weight_.apply(input_, out, bias_.defined());
    return {out.view(shape)};
  }

  void backward(const variable_list& upstream) override {
    const Tensor rows = upstream[0].reshape({-1, weight_.outputs()});
    const Tensor d_input = torch::empty_like(input_);
    weight_.apply_transposed(rows, d_input);
    ledger_.gradient(input_entry_) = d_input.view(shape_);
    const Tensor d_weight = torch::empty({weight_.outputs(), weight_.inputs()}, input_.options());
    weight_gradient(rows, input_, precision_, d_weight);
    ledger_.gradient(weight_entry_) = d_weight;
    if (bias_.defined()) ledger_.gradient(bias_entry_) = rows.sum(0);
  }

 private:
  Tensor input_;  // [R, K]
  std::vector<int64_t> shape_;
  Precision precision_;
  PackedWeight weight_;
  Tensor bias_;
  GradientLedger::Entry input_entry_, weight_entry_, bias_entry_ = 0;
};

}  // namespace

torch::Tensor linear(const Tensor& input, const Tensor& weight, const Tensor& bias,
                     const Arithmetic& arithmetic) {
  if (arithmetic.kernels == Kernels::reference || !input.is_cpu()) {
    return torch::linear(input, weight, bias);
  }
  return run_operator(c10::make_intrusive<Linear>(input, weight, bias, arithmetic.precision))[0];
}

}  // namespace dragoman

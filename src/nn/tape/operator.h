#pragma once
#include <vector>

#include <torch/autograd.h>
#include <torch/types.h>

namespace dragoman {

using torch::Tensor;
using torch::autograd::variable_list;

/// The tensors that an operator differentiates with respect to, and their gradients.
class GradientLedger {
 public:
  using Entry = size_t;

  Entry add(const Tensor& input) {
    inputs_.push_back(input);
    gradients_.emplace_back();
    return inputs_.size() - 1;
  }

  /// Undefined until it is assigned, which counts as zero.
  Tensor& gradient(Entry entry) { return gradients_[entry]; }

  /// Has write(gradient, accumulate) write a gradient, or add it to what is there. It goes straight
  /// into the gradient that a leaf has already, where `backward` would have added it;
  /// torch::autograd::grad, which must not touch it, is for leaves without one.
  template <class Write>
  void write(Entry entry, const Write& write) {
    const Tensor& input = inputs_[entry];
    if (input.is_leaf() && input.requires_grad() && input.grad().defined()) {
      return write(input.grad(), true);
    }
    gradients_[entry] = torch::empty_like(input, input.options().requires_grad(false));
    write(gradients_[entry], false);
  }

  const variable_list& inputs() const { return inputs_; }
  const variable_list& gradients() const { return gradients_; }

 private:
  variable_list inputs_, gradients_;
};

/// A differentiable function of several tensors whose gradient is written by hand. It is made for
/// one call and keeps what its backward pass needs until that pass ends: going back twice throws.
class Operator : public torch::CustomClassHolder {
 public:
  /// The outputs; the first `differentiable_outputs` have a gradient.
  virtual variable_list forward() = 0;

  /// From the gradients of those, the ledger's gradients. One that nothing depended on is
  /// undefined, but not all.
  virtual void backward(const variable_list& upstream) = 0;

  virtual size_t differentiable_outputs() const { return 1; }

  /// Whether both passes launch the same kernels however often they are done, if it is made of
  /// tensors of the same shapes; and the backward pass may be done twice.
  virtual bool is_repeatable() const { return false; }

  GradientLedger& ledger() { return ledger_; }

 protected:
  GradientLedger ledger_;
};

/// Runs the operator as one node of the autograd graph.
variable_list run_operator(const c10::intrusive_ptr<Operator>& made);

}  // namespace dragoman

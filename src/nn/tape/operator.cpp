#include "nn/tape/operator.h"

#include <utility>

namespace dragoman {
namespace {

using torch::autograd::AutogradContext;

class OperatorFunction : public torch::autograd::Function<OperatorFunction> {
 public:
  static variable_list forward(AutogradContext* context, const c10::intrusive_ptr<Operator>& made,
                               at::TensorList /*inputs*/) {
    context->saved_data["operator"] = c10::IValue::make_capsule(made);
    context->set_materialize_grads(false);
    variable_list outputs;
    // Autograd marks what is returned; the operator's own buffers must not refer back to the graph.
    for (const Tensor& buffer : made->forward()) outputs.push_back(buffer.variable_data());
    context->mark_non_differentiable(
        {outputs.begin() + static_cast<int64_t>(made->differentiable_outputs()), outputs.end()});
    return outputs;
  }

  static variable_list backward(AutogradContext* context, const variable_list& upstream) {
    const c10::IValue kept = std::exchange(context->saved_data["operator"], {});
    TORCH_CHECK(kept.isCapsule(),
                "an operator goes back once: run the forward pass anew instead of retain_graph");
    auto& made = static_cast<Operator&>(*kept.toCapsule());
    made.backward(upstream);
    variable_list gradients = {Tensor()};  // of the operator itself
    const variable_list& found = made.ledger().gradients();
    gradients.insert(gradients.end(), found.begin(), found.end());
    return gradients;
  }
};

}  // namespace

variable_list run_operator(const c10::intrusive_ptr<Operator>& made) {
  const variable_list inputs = made->ledger().inputs();
  return OperatorFunction::apply(made, at::TensorList(inputs));
}

}  // namespace dragoman

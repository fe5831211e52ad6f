#include "nn/tape/attention/attend_kernel.h"

#include <torch/utils.h>

namespace dragoman {
namespace {

Tensor leaf_of(const Tensor& tensor) {
  if (!tensor.defined() || !tensor.is_floating_point()) return tensor;
  return tensor.detach().requires_grad_();
}

void add_to(Tensor& sum, const Tensor& term) {
  if (!term.defined()) return;
  if (sum.defined()) {
    sum.add_(term);
  } else {
    sum = term.clone();  // which may share its memory with others
  }
}

}  // namespace

AttendKernel::AttendKernel(Attention& attention, AttentionBuffers buffers, GradientLedger& ledger)
    : attention_(attention), buffers_(std::move(buffers)), ledger_(ledger) {
  AttentionMemory& memory = buffers_.memory;
  entries_ = {ledger.add(memory.keys), ledger.add(memory.values)};
  memory.keys = leaf_of(memory.keys);
  memory.values = leaf_of(memory.values);
  leaves_ = {memory.keys, memory.values};
  for (const Tensor& parameter : attention.parameters()) {
    if (!parameter.requires_grad()) continue;
    entries_.push_back(ledger.add(parameter));
    leaves_.push_back(parameter);
  }
  gradients_.resize(leaves_.size());
}

void AttendKernel::forward(int64_t t) {
  const torch::AutoGradMode differentiated(true);
  Step step{
      leaf_of(buffers_.queries[t]), t == 0 ? Tensor() : leaf_of(steps_.back().result.carry), {}};
  step.result = attention_.attend(step.query, buffers_.memory, step.carry);
  buffers_.contexts[t].copy_(step.result.context.detach());
  buffers_.weights[t].copy_(step.result.weights.detach());
  steps_.push_back(std::move(step));
}

void AttendKernel::backward(int64_t t, const Tensor& query_gradient,
                            const Tensor& weight_gradient) {
  Step& step = steps_[static_cast<size_t>(t)];
  variable_list outputs = {step.result.context}, upstream = {buffers_.context_gradients[t]};
  if (carry_gradient_.defined() && step.result.carry.requires_grad()) {
    outputs.push_back(step.result.carry);
    upstream.push_back(carry_gradient_);
  }
  if (weight_gradient.defined() && step.result.weights.requires_grad()) {
    outputs.push_back(step.result.weights);
    upstream.push_back(weight_gradient);
  }
  variable_list inputs = {step.query};
  const bool carries = step.carry.defined() && step.carry.requires_grad();
  if (carries) inputs.push_back(step.carry);
  const size_t own = inputs.size();
  inputs.insert(inputs.end(), leaves_.begin(), leaves_.end());
  const variable_list found = torch::autograd::grad(outputs, inputs, upstream, false, false, true);
  if (found[0].defined()) Tensor(query_gradient).add_(found[0]);
  carry_gradient_ = carries ? found[1] : Tensor();
  for (size_t i = 0; i < leaves_.size(); ++i) add_to(gradients_[i], found[own + i]);
  step = {};
}

void AttendKernel::finish() {
  for (size_t i = 0; i < entries_.size(); ++i) ledger_.gradient(entries_[i]) = gradients_[i];
}

}  // namespace dragoman

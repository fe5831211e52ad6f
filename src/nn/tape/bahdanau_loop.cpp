#include "nn/tape/bahdanau_loop.h"

namespace dragoman {

BahdanauLoop::BahdanauLoop(const DecoderLoopParts& parts, const Tensor& context_weight)
    : DecoderLoop(parts),
      cell_(parts.cell, parts.first, {parts.projected.detach(), before(0), after(0), {}},
            parts.masks.recurrent, parts.precision, ledger_),
      context_(context_weight, contexts_, parts.masks.context, parts.precision, ledger_) {
  attend_with(before(top()).hidden, parts);
}

void BahdanauLoop::forward_step(int64_t t) {
  attention_->forward(t);
  context_.forward(t, cell_.gates()[t]);
  cell_.forward(t);
  advance_upper_layers(t);
}

void BahdanauLoop::backward_step(int64_t t) {
  gradients_[top()].hidden.add_(state_gradients_[t]);
  retreat_upper_layers(t);
  cell_.backward(t, gradients_[0]);
  context_.backward(t, cell_.gate_operands()[t], context_gradients_[t]);
  attention_->backward(t, gradients_[top()].hidden, weight_gradient(t));
}

Tensor BahdanauLoop::finish_step() {
  cell_.finish();
  context_.finish(cell_.gate_operands());
  return cell_.gates();
}

}  // namespace dragoman

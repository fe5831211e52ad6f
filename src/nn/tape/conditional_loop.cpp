#include "nn/tape/conditional_loop.h"

namespace dragoman {
ConditionalLoop::ConditionalLoop(const DecoderLoopParts& parts, const CellWeights& second)
    : DecoderLoop(parts),
      between_(states_like(after(0))),
      first_(parts.cell, parts.first, {parts.projected.detach(), before(0), between_, {}},
             parts.masks.recurrent, parts.precision, ledger_),
      second_(parts.cell, second, contexts_, parts.masks.context, between_, after(0),
              parts.masks.second, parts.precision, ledger_) {
  attend_with(between_.hidden, parts);
}

void ConditionalLoop::forward_step(int64_t t) {
  first_.forward(t);
  attention_->forward(t);
  second_.forward(t);
  advance_upper_layers(t);
}

void ConditionalLoop::backward_step(int64_t t) {
  gradients_[top()].hidden.add_(state_gradients_[t]);
  retreat_upper_layers(t);
  second_.backward(t, gradients_[0], context_gradients_[t]);
  attention_->backward(t, gradients_[0].hidden, weight_gradient(t));
  first_.backward(t, gradients_[0]);
}

Tensor ConditionalLoop::finish_step() {
  first_.finish();
  second_.finish();
  return first_.gates();
}

}  // namespace dragoman

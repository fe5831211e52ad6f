#include "nn/tape/luong_loop.h"

namespace dragoman {

LuongLoop::LuongLoop(const DecoderLoopParts& parts, const Tensor& feed_weight,
                     const Tensor& attentional_weight)
    : DecoderLoop(parts),
      cell_(parts.cell, parts.first, {parts.projected.detach(), before(0), after(0), {}},
            parts.masks.recurrent, parts.precision, ledger_) {
  attend_with(after(top()).hidden, parts);
  const int64_t batch = contexts_.size(1), width = attentional_weight.size(1);
  joined_ = torch::empty({steps_, batch, width}, contexts_.options());
  if (!feed_weight.defined()) return;
  const Tensor states = torch::empty({steps_ + 1, batch, feed_weight.size(1)}, contexts_.options());
  states[0].zero_();
  feeding_.emplace(Feeding{states,
                           torch::zeros_like(states[0]),
                           {},
                           TapeProduct(feed_weight, states.narrow(0, 0, steps_),
                                       parts.masks.context, parts.precision, ledger_),
                           TapeProduct(attentional_weight, joined_, {}, parts.precision, ledger_)});
}

void LuongLoop::forward_step(int64_t t) {
  if (feeding_) feeding_->input.forward(t, cell_.gates()[t]);
  cell_.forward(t);
  advance_upper_layers(t);
  attention_->forward(t);
  join(t);
  if (!feeding_) return;
  Tensor state = feeding_->states[t + 1];
  feeding_->attentional.forward(t, state, false);
  state.tanh_();
}

void LuongLoop::join(int64_t t) {
  const int64_t memory = contexts_.size(2), hidden = joined_.size(2) - memory;
  joined_[t].narrow(1, 0, memory).copy_(contexts_[t]);
  joined_[t].narrow(1, memory, hidden).copy_(after(top()).hidden[t]);
}

Tensor LuongLoop::features() const {
  return feeding_ ? feeding_->states.narrow(0, 1, steps_) : joined_;
}

void LuongLoop::accept(const Tensor& features_gradient) {
  if (feeding_) {
    feeding_->sum_gradients = features_gradient.clone();
    joined_gradient_ = torch::empty_like(joined_[0]);
  } else {
    joined_gradient_ = features_gradient;
  }
}

void LuongLoop::backward_step(int64_t t) {
  if (feeding_) feed_backward(t);
  const Tensor joined = feeding_ ? joined_gradient_ : joined_gradient_[t];
  const int64_t memory = contexts_.size(2), hidden = joined_.size(2) - memory;
  context_gradients_[t].copy_(joined.narrow(1, 0, memory));
  gradients_[top()].hidden.add_(joined.narrow(1, memory, hidden));

  attention_->backward(t, gradients_[top()].hidden, weight_gradient(t));
  retreat_upper_layers(t);
  cell_.backward(t, gradients_[0]);
  if (feeding_) feeding_->input.backward(t, cell_.gate_operands()[t], feeding_->gradient.zero_());
}

void LuongLoop::feed_backward(int64_t t) {
  Tensor gradient = feeding_->sum_gradients[t];
  gradient.add_(feeding_->gradient);
  torch::tanh_backward_out(gradient, gradient, feeding_->states[t + 1]);
  feeding_->attentional.backward(t, gradient, joined_gradient_.zero_());
}

Tensor LuongLoop::finish_step() {
  cell_.finish();
  if (feeding_) {
    feeding_->input.finish(cell_.gate_operands());
    feeding_->attentional.finish(feeding_->sum_gradients);
  }
  return cell_.gates();
}

}  // namespace dragoman

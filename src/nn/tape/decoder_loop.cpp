#include "nn/tape/decoder_loop.h"

namespace dragoman {

DecoderLoop::DecoderLoop(const DecoderLoopParts& parts)
    : steps_(parts.projected.size(0)), projected_entry_(ledger_.add(parts.projected)) {
  const auto& [keys, values, mask] = parts.memory;
  const auto options = values.options().requires_grad(false);
  contexts_ = torch::empty({steps_, values.size(0), values.size(2)}, options);
  context_gradients_ = torch::empty_like(contexts_);
  weights_ = torch::empty({steps_, values.size(0), values.size(1)}, options);
  for (const CellState& start : parts.start.layers) {
    states_.push_back(state_buffers(parts.cell, steps_, start));
    start_entries_.push_back(
        {ledger_.add(start.hidden), start.cell.defined() ? ledger_.add(start.cell) : 0});
  }
  for (size_t layer = 0; layer < parts.upper.size(); ++layer) {
    const Tensor below = after(layer).hidden;
    upper_.push_back(std::make_unique<FedCellRun>(
        parts.cell, parts.upper[layer], below, parts.masks.input[layer], before(layer + 1),
        after(layer + 1), parts.masks.hidden[layer], parts.precision, ledger_));
  }
}

void DecoderLoop::attend_with(const Tensor& queries, const DecoderLoopParts& parts) {
  attention_ = parts.attention.kernel(
      {parts.memory, queries, contexts_, weights_, context_gradients_}, parts.precision, ledger_);
}

variable_list DecoderLoop::forward() {
  for (int64_t t = 0; t < steps_; ++t) forward_step(t);
  return {features(), weights_};
}

void DecoderLoop::backward(const variable_list& upstream) {
  gradients_.clear();
  for (const CellState& layer : states_) {
    gradients_.push_back({torch::zeros_like(layer.hidden[0]),
                          layer.cell.defined() ? torch::zeros_like(layer.cell[0]) : Tensor()});
  }
  accept(upstream[0].defined() ? upstream[0] : torch::zeros_like(features()));
  weight_gradients_ = upstream[1];
  for (int64_t t = steps_ - 1; t >= 0; --t) backward_step(t);

  ledger_.gradient(projected_entry_) = finish_step();
  for (const auto& layer : upper_) layer->finish();
  attention_->finish();
  for (size_t layer = 0; layer < states_.size(); ++layer) {
    ledger_.gradient(start_entries_[layer].hidden) = gradients_[layer].hidden;
    if (!gradients_[layer].cell.defined()) continue;
    ledger_.gradient(start_entries_[layer].cell) = gradients_[layer].cell;
  }
}

Tensor DecoderLoop::features() const {
  return torch::cat({after(top()).hidden, contexts_}, 2);
}

void DecoderLoop::accept(const Tensor& features_gradient) {
  const int64_t memory = contexts_.size(2), hidden = features_gradient.size(2) - memory;
  state_gradients_ = features_gradient.narrow(2, 0, hidden);
  context_gradients_.copy_(features_gradient.narrow(2, hidden, memory));
}

void DecoderLoop::advance_upper_layers(int64_t t) {
  for (const auto& layer : upper_) layer->forward(t);
}

void DecoderLoop::retreat_upper_layers(int64_t t) {
  for (size_t layer = upper_.size(); layer > 0; --layer) {
    upper_[layer - 1]->backward(t, gradients_[layer], gradients_[layer - 1].hidden);
  }
}

}  // namespace dragoman

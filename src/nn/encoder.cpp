#include "dragoman/nn/encoder.h"

#include "dragoman/nn/recurrence/step_dropout.h"

namespace dragoman {
namespace {

/// Positions that reverse each row by its own length and leave padding where it is, as flat indices
/// into the first two dimensions of a [S, B, *] tensor: int64 [S·B].
Tensor reversal_index(const Tensor& lengths, int64_t steps) {
  const Tensor time = torch::arange(steps, lengths.options()).unsqueeze(1);
  const Tensor reversed = lengths.unsqueeze(0) - 1 - time;
  const Tensor position = torch::where(reversed >= 0, reversed, time);
  const int64_t batch = lengths.size(0);
  return (position * batch + torch::arange(batch, lengths.options())).flatten();
}

Tensor permute_steps(const Tensor& sequence, const Tensor& index) {
  return sequence.flatten(0, 1).index_select(0, index).view(sequence.sizes());
}

}  // namespace

Encoder::Encoder(const EncoderConfig& config, int64_t input_width, const DropoutConfig& dropout)
    : config_(config), dropout_(dropout) {
  const int64_t directions = config.bidirectional ? 2 : 1;
  for (int64_t index = 0; index < config.layers; ++index) {
    Layer layer;
    for (int64_t direction = 0; direction < directions; ++direction) {
      const std::string suffix = "_l" + std::to_string(index) + (direction == 1 ? "_reverse" : "");
      layer.directions.push_back(register_cell(*this, config.cell,
                                               index == 0 ? input_width : config.width,
                                               config.width / directions, suffix));
    }
    layers_.push_back(std::move(layer));
  }
}

Tensor Encoder::run(const CellWeights& weights, const Tensor& input) const {
  const Tensor projected = project_input(input, weights);
  StepDropout recurrent(is_training() ? dropout_.recurrent : 0, dropout_.variational);
  CellState state = zero_state(config_.cell, input.size(1), weights);
  std::vector<Tensor> hidden;
  hidden.reserve(static_cast<size_t>(input.size(0)));
  for (const Tensor& step : projected.unbind(0)) {
    state = advance(config_.cell, step, state, recurrent.step(state.hidden), weights);
    hidden.push_back(state.hidden);
  }
  return torch::stack(hidden, 0);
}

Tensor Encoder::run_layer(const Layer& layer, const Tensor& input, const Tensor& reversal) const {
  const Tensor forward = run(layer.directions[0], input);
  if (!config_.bidirectional) return forward;
  const Tensor backward = run(layer.directions[1], permute_steps(input, reversal));
  return torch::cat({forward, permute_steps(backward, reversal)}, -1);
}

Tensor Encoder::last_states(const Tensor& output, const Tensor& lengths) const {
  const int64_t forward_width = config_.width / (config_.bidirectional ? 2 : 1);
  const Tensor rows = torch::arange(lengths.size(0), lengths.options());
  const Tensor forward = output.narrow(-1, 0, forward_width).index({lengths - 1, rows});
  if (!config_.bidirectional) return forward;
  return torch::cat({forward, output[0].narrow(-1, forward_width, forward_width)}, -1);
}

Encoded Encoder::forward(const Tensor& embedded, const Tensor& lengths, const Tensor& mask) {
  TORCH_CHECK(embedded.dim() == 3 && mask.sizes() == embedded.sizes().slice(0, 2),
              "encoder: embedded must be [B,S,E] and mask [B,S], got ", embedded.sizes(), " and ",
              mask.sizes());
  TORCH_CHECK(lengths.sizes() == embedded.sizes().slice(0, 1),
              "encoder: lengths must be [B] with B = ", embedded.size(0), ", got ",
              lengths.sizes());
  const Tensor reversal = reversal_index(lengths, embedded.size(1));
  Tensor states = embedded.transpose(0, 1);
  for (size_t index = 0; index < layers_.size(); ++index) {
    StepDropout input(is_training() ? dropout_.input : 0, dropout_.variational);
    const Tensor output = run_layer(layers_[index], input.sequence(states).contiguous(), reversal);
    states = config_.residual && index > 0 ? output + states : output;
  }
  const Tensor last = last_states(states, lengths);
  const Tensor memory = states.transpose(0, 1) * mask.unsqueeze(-1).to(states.dtype());
  return {memory.contiguous(), mask, last};
}

}  // namespace dragoman

#include "dragoman/nn/encoder.h"

#include <utility>

#include "dragoman/nn/step_dropout.h"
#include "nn/step/encoder.h"
#include "nn/step_weights.h"
#include "nn/tape/encoder_loop.h"
#include "nn/tape/linear.h"
#include "nn/tape/recorded_operators.h"

namespace dragoman {

Encoder::Encoder(const EncoderConfig& config, int64_t input_width, const DropoutConfig& dropout,
                 const Arithmetic& arithmetic)
    : config_(config), dropout_(dropout), arithmetic_(arithmetic) {
  const int64_t directions = config.bidirectional ? 2 : 1;
  for (int64_t index = 0; index < config.layers; ++index) {
    Layer layer{{}, std::make_shared<RecordedOperators>()};
    for (int64_t direction = 0; direction < directions; ++direction) {
      const std::string suffix = "_l" + std::to_string(index) + (direction == 1 ? "_reverse" : "");
      const CellShape shape{config.cell, index == 0 ? input_width : config.width,
                            config.width / directions, config.transitions, config.layer_norm};
      layer.directions.push_back(register_cell(*this, shape, suffix));
    }
    layers_.push_back(std::move(layer));
  }
  for (int64_t index = 0; index < config.self_attention_layers; ++index) {
    self_attention_.push_back(register_module(
        "self_attention_" + std::to_string(index),
        std::make_shared<SelfAttention>(config.width, config.self_attention_heads, dropout.input)));
  }
}

Tensor Encoder::run_steps(const EncoderDirection& direction, const Tensor& mask) const {
  const int64_t steps = mask.size(0);
  CellState state = zero_state(config_.cell, mask.size(1), direction.weights);
  std::vector<Tensor> hidden(static_cast<size_t>(steps));
  for (int64_t step = 0; step < steps; ++step) {
    const int64_t t = direction.reverse ? steps - 1 - step : step;
    const Tensor recurrent = direction.dropout_masks.defined()
                                 ? state.hidden * direction.dropout_masks[step]
                                 : state.hidden;
    const CellState next =
        advance(config_.cell, direction.projected[t], state, recurrent, direction.weights);
    const Tensor real = mask[t].unsqueeze(1);
    state.hidden = torch::where(real, next.hidden, state.hidden);
    if (next.cell.defined()) state.cell = torch::where(real, next.cell, state.cell);
    hidden[static_cast<size_t>(t)] = state.hidden;
  }
  return torch::stack(hidden, 0);
}

Tensor Encoder::run_layer(const Layer& layer, const Tensor& input, const Tensor& mask) const {
  const Arithmetic arithmetic = is_training() ? arithmetic_ : reference_arithmetic;
  std::vector<EncoderDirection> directions;
  for (const CellWeights& weights : layer.directions) {
    const StepDropout recurrent(is_training() ? dropout_.recurrent : 0, dropout_.variational);
    const Tensor like = input.new_empty({input.size(1), weights.weight_hh.size(1)});
    directions.push_back({weights, linear(input, weights.weight_ih, weights.bias_ih, arithmetic),
                          recurrent.masks(input.size(0), like), !directions.empty()});
  }
  std::vector<Tensor> hidden;
  if (arithmetic.fast_on(input)) {
    hidden = run_recorded(*layer.recorded,
                          EncoderLoopParts{config_.cell, directions, mask, arithmetic.precision},
                          encoder_loop);
  } else {
    for (const EncoderDirection& direction : directions)
      hidden.push_back(run_steps(direction, mask));
  }
  return torch::cat(hidden, -1);
}

Tensor Encoder::last_states(const Tensor& output) const {
  const Tensor last = output[-1], first = output[0];
  if (!config_.bidirectional) return last;
  return torch::cat({last.chunk(2, -1)[0], first.chunk(2, -1)[1]}, -1);
}

Encoded Encoder::forward(const Tensor& embedded, const Tensor& lengths, const Tensor& mask) {
  TORCH_CHECK(embedded.dim() == 3 && mask.sizes() == embedded.sizes().slice(0, 2),
              "encoder: embedded must be [B,S,E] and mask [B,S], got ", embedded.sizes(), " and ",
              mask.sizes());
  TORCH_CHECK(
      lengths.sizes() == embedded.sizes().slice(0, 1) && lengths.scalar_type() == torch::kLong,
      "encoder: lengths must be int64 [B] with B = ", embedded.size(0), ", got ", lengths.sizes());
  const Tensor steps_mask = mask.t().contiguous();
  Tensor states = embedded.transpose(0, 1);
  for (size_t index = 0; index < layers_.size(); ++index) {
    StepDropout input(is_training() ? dropout_.input : 0, dropout_.variational);
    const Tensor output =
        run_layer(layers_[index], input.sequence(states).contiguous(), steps_mask);
    states = config_.residual && index > 0 ? output + states : output;
  }
  const Tensor last = last_states(states);
  Tensor memory = states.transpose(0, 1);
  for (const auto& layer : self_attention_) memory = layer->forward(memory, mask);
  memory = memory * mask.unsqueeze(-1).to(memory.dtype());
  return {memory.contiguous(), mask, last};
}

template <typename Real>
StepEncoder<Real> Encoder::step(const StepWeights<Real>& weights, WordTable<Real> words) const {
  EncoderParts<Real> parts{std::move(words), {}, {}, config_.residual};
  for (const Layer& layer : layers_) {
    std::vector<StepDirection<Real>>& directions = parts.layers.emplace_back();
    for (const CellWeights& cell : layer.directions) {
      directions.push_back(
          {weights.product(cell.weight_ih, cell.bias_ih), weights.cell(config_.cell, cell)});
    }
  }
  for (const auto& layer : self_attention_) parts.self_attention.push_back(layer->step(weights));
  return StepEncoder<Real>(std::move(parts));
}

template StepEncoder<float> Encoder::step(const StepWeights<float>&, WordTable<float>) const;
template StepEncoder<double> Encoder::step(const StepWeights<double>&, WordTable<double>) const;

}  // namespace dragoman

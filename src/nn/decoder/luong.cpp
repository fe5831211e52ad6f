#include "nn/decoder/luong.h"

#include <torch/nn/init.h>

#include "nn/step/decoder.h"
#include "nn/step_weights.h"
#include "nn/tape/luong_loop.h"

namespace dragoman {

LuongDecoder::LuongDecoder(const ModelConfig& config, const Arithmetic& arithmetic)
    : Decoder(config, arithmetic, config.embedding.width) {
  const DecoderConfig& decoder = config.decoder;
  if (decoder.input_feeding) {
    feed_weight_ = register_parameter(
        "weight_feed",
        torch::empty({gate_count(decoder.cell) * decoder.width, config.embedding.width}));
    torch::nn::init::xavier_uniform_(feed_weight_);
  }
  attentional_ = register_module(
      "attentional",
      torch::nn::Linear(
          torch::nn::LinearOptions(config.encoder.width + decoder.width, config.embedding.width)
              .bias(false)));
}

DecoderStep LuongDecoder::advance(const Tensor& projected, const DecoderState& state,
                                  const AttentionMemory& memory, DecoderDropout& dropout) {
  DecoderStep step{state, {}, {}};
  CellState& first = step.state.layers[0];
  Tensor input = projected;
  if (feed_weight_.defined()) {
    const Tensor feed = state.feed.defined()
                            ? state.feed
                            : projected.new_zeros({projected.size(0), feed_weight_.size(1)});
    input = projected + torch::linear(dropout.context.step(feed), feed_weight_);
  }
  first = dragoman::advance(config_.decoder.cell, input, first,
                            dropout.recurrent.step(first.hidden), cell_);
  advance_upper_layers(step.state, dropout);

  const Tensor& hidden = step.state.layers.back().hidden;
  const AttentionStep attended = attention_->attend(hidden, memory, state.carry);
  step.state.carry = attended.carry;
  step.weights = attended.weights;
  step.heads = attended.heads;
  step.features = torch::cat({attended.context, hidden}, 1);
  if (feed_weight_.defined()) {
    step.features = torch::tanh(torch::linear(step.features, attentional_->weight));
    step.state.feed = step.features;
  }
  return step;
}

Tensor LuongDecoder::read_out(const Tensor& features, const Tensor& /*embedded*/) {
  return feed_weight_.defined() ? features
                                : torch::tanh(linear(features, attentional_->weight, {}));
}

c10::intrusive_ptr<DecoderLoop> LuongDecoder::loop(const DecoderLoopParts& parts) {
  return c10::make_intrusive<LuongLoop>(parts, feed_weight_, attentional_->weight);
}

template <typename Real>
std::shared_ptr<const StepDecoder<Real>> LuongDecoder::make_step(const StepWeights<Real>& weights,
                                                                 const Tensor& embedding) const {
  const PresentWeights whole(weights.read(), {attentional_->weight});
  const std::vector<Tensor> columns = attentional_->weight.detach().split_with_sizes(
      {config_.encoder.width, config_.decoder.width}, 1);
  const StepUses uses{cell_.weight_ih, cell_.bias_ih, columns[0], columns[1]};
  return std::make_shared<LuongStep<Real>>(
      step_parts(weights, embedding, uses),
      feed_weight_.defined() ? weights.product(feed_weight_) : StepProduct<Real>{});
}

std::shared_ptr<const StepDecoder<float>> LuongDecoder::step(const StepWeights<float>& weights,
                                                             const Tensor& embedding) const {
  return make_step(weights, embedding);
}

std::shared_ptr<const StepDecoder<double>> LuongDecoder::step(const StepWeights<double>& weights,
                                                              const Tensor& embedding) const {
  return make_step(weights, embedding);
}

}  // namespace dragoman

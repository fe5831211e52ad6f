#include "nn/decoder/bahdanau.h"

#include <torch/nn/init.h>

#include "nn/recurrence/bahdanau_loop.h"

namespace dragoman {

BahdanauDecoder::BahdanauDecoder(const ModelConfig& config, const Arithmetic& arithmetic)
    : Decoder(config, arithmetic, config.embedding.width),
      context_weight_(register_parameter(
          "weight_context", torch::empty({gate_count(config.decoder.cell) * config.decoder.width,
                                          config.encoder.width}))) {
  torch::nn::init::xavier_uniform_(context_weight_);
  const int64_t width = config.decoder.width + config.encoder.width + config.embedding.width;
  readout_ = register_module("readout", torch::nn::Linear(width, config.embedding.width));
}

DecoderStep BahdanauDecoder::advance(const Tensor& projected, const DecoderState& state,
                                     const AttentionMemory& memory, DecoderDropout& dropout) {
  const AttentionStep attended =
      attention_->attend(state.layers.back().hidden, memory, state.carry);
  DecoderStep step{state, {}, attended.weights};
  step.state.carry = attended.carry;

  CellState& first = step.state.layers[0];
  const Tensor context = dropout.context.step(attended.context);
  first =
      dragoman::advance(config_.decoder.cell, projected + torch::linear(context, context_weight_),
                        first, dropout.recurrent.step(first.hidden), cell_);
  advance_upper_layers(step.state, dropout);
  step.features = torch::cat({step.state.layers.back().hidden, attended.context}, 1);
  return step;
}

Tensor BahdanauDecoder::read_out(const Tensor& features, const Tensor& embedded) {
  return torch::tanh(
      linear(torch::cat({features, embedded}, -1), readout_->weight, readout_->bias));
}

c10::intrusive_ptr<DecoderLoop> BahdanauDecoder::loop(const DecoderLoopParts& parts) {
  return c10::make_intrusive<BahdanauLoop>(parts, context_weight_);
}

}  // namespace dragoman

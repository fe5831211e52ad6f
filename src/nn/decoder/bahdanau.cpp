#include "nn/decoder/bahdanau.h"

#include <torch/nn/init.h>

#include "nn/exact/products.h"
#include "nn/recurrence/bahdanau_loop.h"

namespace dragoman {

BahdanauDecoder::BahdanauDecoder(const ModelConfig& config, const Arithmetic& arithmetic)
    : DeepOutputDecoder(config, arithmetic),
      context_weight_(own(register_parameter(
          "weight_context", torch::empty({gate_count(config.decoder.cell) * config.decoder.width,
                                          config.encoder.width})))) {
  torch::nn::init::xavier_uniform_(context_weight_);
}

DecoderStep BahdanauDecoder::advance(const Tensor& projected, const DecoderState& state,
                                     const AttentionMemory& memory, DecoderDropout& dropout) {
  const AttentionStep attended =
      attention_->attend(state.layers.back().hidden, memory, state.carry);
  DecoderStep step{state, {}, attended.weights, attended.heads};
  step.state.carry = attended.carry;

  CellState& first = step.state.layers[0];
  const Tensor context = dropout.context.step(attended.context);
  first = dragoman::advance(config_.decoder.cell, projected + affine(context, context_weight_),
                            first, dropout.recurrent.step(first.hidden), cell_);
  advance_upper_layers(step.state, dropout);
  step.features = features_of(step.state, attended.context);
  return step;
}

c10::intrusive_ptr<DecoderLoop> BahdanauDecoder::loop(const DecoderLoopParts& parts) {
  return c10::make_intrusive<BahdanauLoop>(parts, context_weight_);
}

}  // namespace dragoman

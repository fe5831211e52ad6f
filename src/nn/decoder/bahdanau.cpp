#include "nn/decoder/bahdanau.h"

#include <torch/nn/init.h>

#include "nn/step/decoder.h"
#include "nn/step_weights.h"
#include "nn/tape/bahdanau_loop.h"

namespace dragoman {

BahdanauDecoder::BahdanauDecoder(const ModelConfig& config, const Arithmetic& arithmetic)
    : DeepOutputDecoder(config, arithmetic),
      context_weight_(register_parameter(
          "weight_context", torch::empty({gate_count(config.decoder.cell) * config.decoder.width,
                                          config.encoder.width}))) {
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
  first =
      dragoman::advance(config_.decoder.cell, projected + torch::linear(context, context_weight_),
                        first, dropout.recurrent.step(first.hidden), cell_);
  advance_upper_layers(step.state, dropout);
  step.features = features_of(step.state, attended.context);
  return step;
}

c10::intrusive_ptr<DecoderLoop> BahdanauDecoder::loop(const DecoderLoopParts& parts) {
  return c10::make_intrusive<BahdanauLoop>(parts, context_weight_);
}

template <typename Real>
std::shared_ptr<const StepDecoder<Real>> BahdanauDecoder::make_step(
    const StepWeights<Real>& weights, const Tensor& embedding) const {
  return std::make_shared<BahdanauStep<Real>>(
      step_parts(weights, embedding, uses_with(context_weight_, weights.read())));
}

std::shared_ptr<const StepDecoder<float>> BahdanauDecoder::step(const StepWeights<float>& weights,
                                                                const Tensor& embedding) const {
  return make_step(weights, embedding);
}

std::shared_ptr<const StepDecoder<double>> BahdanauDecoder::step(const StepWeights<double>& weights,
                                                                 const Tensor& embedding) const {
  return make_step(weights, embedding);
}

}  // namespace dragoman

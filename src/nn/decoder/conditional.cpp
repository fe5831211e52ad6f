#include "nn/decoder/conditional.h"

#include "nn/step/decoder.h"
#include "nn/step_weights.h"
#include "nn/tape/conditional_loop.h"

namespace dragoman {

ConditionalDecoder::ConditionalDecoder(const ModelConfig& config, const Arithmetic& arithmetic)
    : DeepOutputDecoder(config, arithmetic),
      second_cell_(register_cell(*this, cell_shape(config.encoder.width), "_second")) {}

DecoderStep ConditionalDecoder::advance(const Tensor& projected, const DecoderState& state,
                                        const AttentionMemory& memory, DecoderDropout& dropout) {
  const CellKind kind = config_.decoder.cell;
  DecoderStep step{state, {}, {}};
  CellState& first = step.state.layers[0];
  first = dragoman::advance(kind, projected, first, dropout.recurrent.step(first.hidden), cell_);

  const AttentionStep attended = attention_->attend(first.hidden, memory, state.carry);
  step.state.carry = attended.carry;
  step.weights = attended.weights;
  step.heads = attended.heads;

  const Tensor context = dropout.context.step(attended.context);
  first = dragoman::advance(kind, project_input(context, second_cell_), first,
                            dropout.second.step(first.hidden), second_cell_);
  advance_upper_layers(step.state, dropout);
  step.features = features_of(step.state, attended.context);
  return step;
}

c10::intrusive_ptr<DecoderLoop> ConditionalDecoder::loop(const DecoderLoopParts& parts) {
  return c10::make_intrusive<ConditionalLoop>(parts, second_cell_);
}

template <typename Real>
std::shared_ptr<const StepDecoder<Real>> ConditionalDecoder::make_step(
    const StepWeights<Real>& weights, const Tensor& embedding) const {
  return std::make_shared<ConditionalStep<Real>>(
      step_parts(weights, embedding, uses_with(second_cell_.weight_ih, weights.read())),
      weights.cell(config_.decoder.cell, second_cell_), weights.numbers(second_cell_.bias_ih));
}

std::shared_ptr<const StepDecoder<float>> ConditionalDecoder::step(
    const StepWeights<float>& weights, const Tensor& embedding) const {
  return make_step(weights, embedding);
}

std::shared_ptr<const StepDecoder<double>> ConditionalDecoder::step(
    const StepWeights<double>& weights, const Tensor& embedding) const {
  return make_step(weights, embedding);
}

}  // namespace dragoman

#include "nn/decoder/conditional.h"

#include "nn/recurrence/conditional_loop.h"

namespace dragoman {

ConditionalDecoder::ConditionalDecoder(const ModelConfig& config, const Arithmetic& arithmetic)
    : DeepOutputDecoder(config, arithmetic),
      second_cell_(register_cell(*this, config.decoder.cell, config.encoder.width,
                                 config.decoder.width, "_second")) {}

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

}  // namespace dragoman

#include "dragoman/nn/decoder.h"

#include "dragoman/nn/attention/table.h"
#include "nn/decoder/bahdanau.h"
#include "nn/decoder/conditional.h"
#include "nn/decoder/luong.h"
#include "nn/step/decoder.h"
#include "nn/step/model.h"
#include "nn/step_weights.h"
#include "nn/tape/decoder_loop.h"
#include "nn/tape/linear.h"
#include "nn/tape/recorded_operators.h"

namespace dragoman {
namespace {

/// A state whose every defined tensor is `change` of the one in `state`.
template <typename Change>
DecoderState changed(const DecoderState& state, const Change& change) {
  const auto apply = [&](const Tensor& tensor) {
    return tensor.defined() ? change(tensor) : tensor;
  };
  DecoderState result{{}, apply(state.feed), apply(state.carry)};
  for (const CellState& layer : state.layers) {
    result.layers.push_back({apply(layer.hidden), apply(layer.cell)});
  }
  return result;
}

/// The tensors that `member` finds in each part, as one; undefined where they are.
template <typename Member>
Tensor concatenated(const std::vector<DecoderState>& parts, const Member& member) {
  std::vector<Tensor> tensors;
  for (const DecoderState& part : parts) tensors.push_back(member(part));
  return tensors.front().defined() ? torch::cat(tensors) : Tensor();
}

/// [B, M]: the mean of the memory over a row's tokens.
Tensor mean_memory(const Encoded& encoded) {
  const Tensor tokens = encoded.mask.to(encoded.memory.dtype());
  const Tensor shares = tokens / encoded.mask.sum(1, true).to(encoded.memory.dtype());
  return weighted_sum(shares, encoded.memory);
}

int64_t tensors_per_layer(CellKind kind) {
  return kind == CellKind::lstm ? 2 : 1;
}

}  // namespace

DecoderState DecoderState::select(const Tensor& rows) const {
  return changed(*this, [&](const Tensor& tensor) { return tensor.index_select(0, rows); });
}

DecoderState DecoderState::slice(int64_t begin, int64_t count) const {
  return changed(*this, [&](const Tensor& tensor) { return tensor.narrow(0, begin, count); });
}

DecoderState concatenate(const std::vector<DecoderState>& parts) {
  using Part = const DecoderState&;
  DecoderState whole{{},
                     concatenated(parts, [](Part part) { return part.feed; }),
                     concatenated(parts, [](Part part) { return part.carry; })};
  for (size_t layer = 0; layer < parts.front().layers.size(); ++layer) {
    whole.layers.push_back(
        {concatenated(parts, [&](Part part) { return part.layers[layer].hidden; }),
         concatenated(parts, [&](Part part) { return part.layers[layer].cell; })});
  }
  return whole;
}

Decoder::Decoder(const ModelConfig& config, const Arithmetic& arithmetic, int64_t first_input_width)
    : config_(config), arithmetic_(arithmetic), recorded_(std::make_shared<RecordedOperators>()) {
  const DecoderConfig& decoder = config.decoder;
  CellShape first = cell_shape(first_input_width);
  if (decoder.kind == DecoderKind::conditional) first.transitions = 0;
  cell_ = register_cell(*this, first, "_l0");
  for (int64_t layer = 1; layer < decoder.layers; ++layer) {
    upper_.push_back(register_cell(*this, cell_shape(decoder.width), "_l" + std::to_string(layer)));
  }
  attention_ =
      register_module("attention", make_attention(config.attention.kind, attention_shape(config)));
  if (decoder.bridge != BridgeKind::zero) {
    bridge_ = register_module(
        "bridge", torch::nn::Linear(config.encoder.width, decoder.width * decoder.layers *
                                                              tensors_per_layer(decoder.cell)));
  }
}

CellShape Decoder::cell_shape(int64_t input_width) const {
  const DecoderConfig& decoder = config_.decoder;
  return {decoder.cell, input_width, decoder.width, decoder.transitions, decoder.layer_norm};
}

AttentionMemory Decoder::remember(const Encoded& encoded) const {
  AttentionMemory memory = attention_->remember(encoded.memory, encoded.mask, arithmetic());
  memory.values = drop_words(memory.values, is_training() ? config_.dropout.attention : 0);
  return memory;
}

DecoderState Decoder::start(const Encoded& encoded) {
  const DecoderConfig& decoder = config_.decoder;
  const int64_t per_layer = tensors_per_layer(decoder.cell);
  const int64_t count = decoder.layers * per_layer;
  Tensor initial;
  if (decoder.bridge == BridgeKind::zero) {
    initial =
        torch::zeros({encoded.memory.size(0), count * decoder.width}, encoded.memory.options());
  } else {
    const Tensor summary = decoder.bridge == BridgeKind::last ? encoded.last : mean_memory(encoded);
    initial = torch::tanh(linear(summary, bridge_->weight, bridge_->bias));
  }
  const std::vector<Tensor> parts = initial.chunk(count, 1);
  DecoderState state;
  for (size_t layer = 0; layer < parts.size(); layer += static_cast<size_t>(per_layer)) {
    state.layers.push_back({parts[layer], per_layer == 2 ? parts[layer + 1] : Tensor()});
  }
  return state;
}

Tensor Decoder::project(const Tensor& embedded) const {
  return linear(embedded, cell_.weight_ih, cell_.bias_ih);
}

Arithmetic Decoder::arithmetic() const {
  return is_training() ? arithmetic_ : reference_arithmetic;
}

Tensor Decoder::linear(const Tensor& input, const Tensor& weight, const Tensor& bias) const {
  return dragoman::linear(input, weight, bias, arithmetic());
}

DecoderDropout Decoder::new_dropout() const {
  const DropoutConfig& config = config_.dropout;
  const auto made = [&](double rate) {
    return StepDropout(is_training() ? rate : 0, config.variational);
  };
  // Each on its own, as copies would have the same mask.
  DecoderDropout dropout{
      made(config.recurrent), made(config.recurrent), made(config.input), {}, {}};
  for (size_t layer = 0; layer < upper_.size(); ++layer) {
    dropout.input.push_back(made(config.input));
    dropout.hidden.push_back(made(config.recurrent));
  }
  return dropout;
}

void Decoder::advance_upper_layers(DecoderState& state, DecoderDropout& dropout) const {
  for (size_t index = 0; index < upper_.size(); ++index) {
    const Tensor below = dropout.input[index].step(state.layers[index].hidden);
    CellState& layer = state.layers[index + 1];
    layer = dragoman::advance(config_.decoder.cell, project_input(below, upper_[index]), layer,
                              dropout.hidden[index].step(layer.hidden), upper_[index]);
  }
}

template <typename Real>
DecoderParts<Real> Decoder::step_parts(const StepWeights<Real>& weights, const Tensor& embedding,
                                       StepUses uses) const {
  // The table of words first: it needs the most room while it is made.
  StepWords<Real> words = weights.words(embedding, std::move(uses.word), uses.word_bias);
  std::vector<StepLayer<Real>> upper;
  for (const CellWeights& layer : upper_) {
    upper.push_back({weights.product(layer.weight_ih, layer.bias_ih),
                     weights.cell(config_.decoder.cell, layer)});
  }
  return {std::move(words), weights.cell(config_.decoder.cell, cell_), std::move(upper),
          attention_->step(weights, AttentionUse{config_.decoder.width, uses.context}),
          weights.product(uses.state)};
}

template <typename Real>
StepBridge<Real> Decoder::step_bridge(const StepWeights<Real>& weights) const {
  const BridgeKind kind = config_.decoder.bridge;
  if (kind == BridgeKind::zero) return {kind, {}};
  return {kind, weights.product(bridge_->weight, bridge_->bias)};
}

template DecoderParts<float> Decoder::step_parts(const StepWeights<float>&, const Tensor&,
                                                 StepUses) const;
template DecoderParts<double> Decoder::step_parts(const StepWeights<double>&, const Tensor&,
                                                  StepUses) const;
template StepBridge<float> Decoder::step_bridge(const StepWeights<float>&) const;
template StepBridge<double> Decoder::step_bridge(const StepWeights<double>&) const;

Decoded Decoder::decode(const Tensor& embedded, const Encoded& encoded) {
  TORCH_CHECK(embedded.dim() == 3 && embedded.size(1) == encoded.memory.size(0),
              "decoder: embedded must be [T,B,E] with B = ", encoded.memory.size(0), ", got ",
              embedded.sizes());
  if (!arithmetic().fast_on(embedded)) return run_steps(embedded, encoded);
  const DecoderLoopParts parts{config_.decoder.cell,
                               project(embedded),
                               start(encoded),
                               remember(encoded),
                               cell_,
                               upper_,
                               *attention_,
                               new_masks(embedded),
                               arithmetic_.precision};
  const variable_list outputs = run_recorded(
      *recorded_, parts, [this](const DecoderLoopParts& of_batch) { return loop(of_batch); });
  return {read_out(outputs[0], embedded), outputs[1]};
}

LoopMasks Decoder::new_masks(const Tensor& embedded) const {
  const DecoderDropout dropout = new_dropout();
  const auto masks = [&](const StepDropout& of, int64_t width) {
    const auto options = embedded.options().requires_grad(false);
    return of.masks(embedded.size(0), torch::empty({embedded.size(1), width}, options));
  };
  const int64_t width = config_.decoder.width;
  LoopMasks made{
      masks(dropout.recurrent, width),
      config_.decoder.kind == DecoderKind::conditional ? masks(dropout.second, width) : Tensor(),
      masks(dropout.context, fed_width()),
      {},
      {}};
  for (size_t layer = 0; layer < upper_.size(); ++layer) {
    made.input.push_back(masks(dropout.input[layer], width));
    made.hidden.push_back(masks(dropout.hidden[layer], width));
  }
  return made;
}

Decoded Decoder::run_steps(const Tensor& embedded, const Encoded& encoded) {
  const AttentionMemory memory = remember(encoded);
  DecoderDropout dropout = new_dropout();
  DecoderState state = start(encoded);
  std::vector<Tensor> features, weights, heads;
  for (const Tensor& projected : project(embedded).unbind(0)) {
    DecoderStep step = advance(projected, state, memory, dropout);
    state = std::move(step.state);
    features.push_back(step.features);
    weights.push_back(step.weights);
    if (step.heads.defined()) heads.push_back(step.heads.detach());
  }
  return {read_out(torch::stack(features), embedded), torch::stack(weights),
          heads.empty() ? Tensor() : torch::stack(heads)};
}

std::shared_ptr<Decoder> make_decoder(const ModelConfig& config, const Arithmetic& arithmetic) {
  switch (config.decoder.kind) {
    case DecoderKind::luong:
      return std::make_shared<LuongDecoder>(config, arithmetic);
    case DecoderKind::bahdanau:
      return std::make_shared<BahdanauDecoder>(config, arithmetic);
    case DecoderKind::conditional:
      return std::make_shared<ConditionalDecoder>(config, arithmetic);
  }
  TORCH_CHECK(false, "no such decoder");
}

}  // namespace dragoman

#include "dragoman/nn/model.h"

#include <cmath>

#include <torch/utils.h>

#include "dragoman/base/random.h"
#include "dragoman/nn/attention/table.h"
#include "dragoman/nn/self_attention.h"
#include "dragoman/nn/step_dropout.h"
#include "nn/definition_stepper.h"
#include "nn/embedding.h"
#include "nn/step/decoder.h"
#include "nn/step/model.h"
#include "nn/step_weights.h"
#include "nn/tape/linear.h"

namespace dragoman {
namespace {

Tensor new_embedding(int64_t words, int64_t width) {
  return torch::randn({words, width}) / std::sqrt(static_cast<double>(width));
}

/// The true positions of the mask's first half, in [T · B], each before its twin in the second.
/// @param mask bool [T, B], of `twice` a batch
Tensor paired_positions(const Tensor& mask) {
  const int64_t pairs = mask.size(1) / 2;
  TORCH_CHECK(torch::equal(mask.narrow(1, 0, pairs), mask.narrow(1, pairs, mask.size(1) - pairs)),
              "model: R-Drop needs a batch whose halves are the same pairs");
  const Tensor real = mask.narrow(1, 0, pairs).nonzero();
  const Tensor first = real.select(1, 0) * mask.size(1) + real.select(1, 1);
  return torch::stack({first, first + pairs}, 1).flatten();
}

/// The parts that refuse some shapes do so when they are made.
void check_model(const ModelConfig& config) {
  const EncoderConfig& encoder = config.encoder;
  make_attention(config.attention.kind, attention_shape(config));
  if (encoder.self_attention_layers > 0) {
    SelfAttention(encoder.width, encoder.self_attention_heads, 0);
  }
}

}  // namespace

TranslationModel::TranslationModel(const ModelConfig& config, const VocabularySizes& sizes,
                                   const Arithmetic& arithmetic)
    : config_(config), arithmetic_(arithmetic) {
  const int64_t width = config.embedding.width;
  const TyingKind tie = config.embedding.tie;
  TORCH_CHECK(tie != TyingKind::all || sizes.source == sizes.target,
              "tying all embeddings needs one joint vocabulary, got ", sizes.source, " and ",
              sizes.target, " pieces");
  target_embedding_ = register_parameter("target_embedding", new_embedding(sizes.target, width));
  source_embedding_ =
      tie == TyingKind::all
          ? target_embedding_
          : register_parameter("source_embedding", new_embedding(sizes.source, width));
  encoder_ = register_module(
      "encoder", std::make_shared<Encoder>(config.encoder, width, config.dropout, arithmetic));
  decoder_ = register_module("decoder", make_decoder(config, arithmetic));
  output_weight_ = tie == TyingKind::none
                       ? register_parameter("output_weight", new_embedding(sizes.target, width))
                       : target_embedding_;
  output_bias_ = register_parameter("output_bias", torch::zeros(sizes.target));
}

Tensor TranslationModel::embed_words(const Tensor& table, const Tensor& words, double word_dropout,
                                     int64_t time) const {
  const Tensor embedded = embed(table, words, arithmetic());
  if (!is_training()) return embedded;
  const DropoutConfig& dropout = config_.dropout;
  const Tensor steps = time == 0 ? embedded : embedded.transpose(0, 1);
  const Tensor dropped = StepDropout(dropout.embedding, dropout.variational).sequence(steps);
  return drop_spans(drop_words(time == 0 ? dropped : dropped.transpose(0, 1), word_dropout),
                    dropout.span, time);
}

Encoded TranslationModel::encode(const Tensor& source, const Tensor& lengths, const Tensor& mask) {
  TORCH_CHECK(source.dim() == 2 && lengths.size(0) == source.size(0),
              "model: source must be [B,S] and lengths [B], got ", source.sizes(), " and ",
              lengths.sizes());
  return encoder_->forward(embed_words(source_embedding_, source, config_.dropout.source_word, 1),
                           lengths, mask);
}

Decoded TranslationModel::decode(const Encoded& encoded, const Tensor& target_input) {
  const DropoutConfig& dropout = config_.dropout;
  StepDropout input(is_training() ? dropout.input : 0, dropout.variational);
  StepDropout output(is_training() ? dropout.output : 0, dropout.variational);
  const Tensor embedded =
      input.sequence(embed_words(target_embedding_, target_input, dropout.target_word, 0));
  Decoded decoded = decoder_->decode(embedded, encoded);
  decoded.readouts = output.sequence(decoded.readouts);
  return decoded;
}

Loss TranslationModel::loss(const Tensor& readouts, const Tensor& target_output,
                            const Tensor& target_mask, const LossTerms& terms,
                            const std::vector<Teacher>& teachers) {
  TORCH_CHECK(readouts.dim() == 3 && target_output.sizes() == readouts.sizes().slice(0, 2) &&
                  target_mask.sizes() == target_output.sizes(),
              "model: readouts must be [T,B,E], target output and mask [T,B], got ",
              readouts.sizes(), ", ", target_output.sizes(), " and ", target_mask.sizes());
  const Tensor real =
      terms.r_drop > 0 ? paired_positions(target_mask) : target_mask.flatten().nonzero().squeeze(1);
  std::vector<Outputs> taught;
  for (const Teacher& teacher : teachers) {
    taught.push_back(teacher.model.outputs(teacher.readouts, real));
  }
  return cross_entropy_loss(outputs(readouts, real), target_output.flatten().index_select(0, real),
                            terms, arithmetic(), taught);
}

Loss TranslationModel::weighted_loss(const Tensor& readouts, const Tensor& target_output,
                                     const Tensor& target_mask, const Tensor& weights) {
  const Tensor real = target_mask.flatten().nonzero().squeeze(1);
  const Tensor of_rows = weights.expand(target_mask.sizes()).flatten().index_select(0, real);
  return cross_entropy_loss(outputs(readouts, real), target_output.flatten().index_select(0, real),
                            {}, arithmetic(), {}, of_rows);
}

Tensor TranslationModel::log_probabilities(const Tensor& readouts, const Tensor& target_output,
                                           const Tensor& target_mask) const {
  const Tensor real = target_mask.flatten().nonzero().squeeze(1);
  const Tensor words = word_log_probabilities(outputs(readouts, real),
                                              target_output.flatten().index_select(0, real));
  return words.new_zeros(target_mask.numel())
      .index_copy(0, real, words)
      .view(target_mask.sizes())
      .sum(0);
}

Tensor TranslationModel::likeliest(const Tensor& readouts) const {
  std::vector<Tensor> words;  // a step at a time: no [T, B, V] is made
  for (const Tensor& step : readouts.unbind(0)) {
    words.push_back(linear(step, output_weight_, output_bias_, arithmetic()).argmax(1));
  }
  return torch::stack(words);
}

Outputs TranslationModel::outputs(const Tensor& readouts, const Tensor& rows) const {
  return {readouts.flatten(0, 1).index_select(0, rows), output_weight_, output_bias_};
}

Prediction TranslationModel::predict(const Tensor& words, const DecoderState& state,
                                     const AttentionMemory& memory) {
  const Tensor embedded = torch::embedding(target_embedding_, words);
  DecoderDropout dropout = decoder_->new_dropout();
  const DecoderStep step = decoder_->advance(decoder_->project(embedded), state, memory, dropout);
  const Tensor readouts = decoder_->read_out(step.features, embedded);
  const Tensor scores = torch::linear(readouts, output_weight_, output_bias_);
  return {torch::log_softmax(scores, -1), step.weights, step.state, step.heads};
}

template <typename Real>
std::shared_ptr<const Stepper> TranslationModel::kernel_stepper(
    const StepperOptions& options) const {
  const StepWeights<Real> weights(
      options.precision == SearchPrecision::automatic ? SearchPrecision::int8 : options.precision,
      options.read);
  StepOutput<Real> output;
  std::shared_ptr<const StepDecoder<Real>> decoder;
  {  // What needs the most room while it is made comes first.
    const PresentWeights words(options.read, {target_embedding_});
    output = weights.output(output_weight_, output_bias_, options.shortlist);
    decoder = decoder_->step(weights, target_embedding_);
  }
  const bool joint = source_embedding_.is_same(output_weight_) && output.product;
  StepEncoder<Real> encoder = encoder_->step(
      weights, joint ? WordTable<Real>(output.product.weight) : weights.table(source_embedding_));
  StepBridge<Real> bridge = decoder_->step_bridge(weights);
  return std::make_shared<KernelStepper<Real>>(StepModel<Real>{
      std::move(encoder), std::move(bridge), std::move(decoder), std::move(output)});
}

std::shared_ptr<const Stepper> TranslationModel::stepper(const StepperOptions& options) {
  if (options.kernels == Kernels::reference || !device().is_cpu()) {
    if (options.read) options.read(without_weights(parameters()));
    return std::make_shared<DefinitionStepper>(
        std::dynamic_pointer_cast<TranslationModel>(shared_from_this()), options.shortlist);
  }
  return target_embedding_.scalar_type() == torch::kDouble ? kernel_stepper<double>(options)
                                                           : kernel_stepper<float>(options);
}

Choices model_choices() {
  Choices choices = attention_choices();
  choices.check_model = check_model;
  return choices;
}

std::shared_ptr<TranslationModel> make_model(const ModelConfig& config,
                                             const VocabularySizes& sizes, uint64_t seed,
                                             const Arithmetic& arithmetic) {
  torch::manual_seed(derive_seed(seed, Stream::initialisation));
  return std::make_shared<TranslationModel>(config, sizes, arithmetic);
}

int64_t parameter_count(const TranslationModel& model) {
  int64_t count = 0;
  for (const Tensor& parameter : model.parameters()) count += parameter.numel();
  return count;
}

}  // namespace dragoman

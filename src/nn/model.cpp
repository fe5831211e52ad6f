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

/// The mask's true positions in [T · B].
/// @param mask bool [T, B] @param paired each of the first half comes before its twin in the
/// second, as in `twice` a batch
Tensor true_positions(const Tensor& mask, bool paired) {
  if (!paired) return mask.flatten().nonzero().squeeze(1);
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
  const int64_t pieces = config.lexical_prior.pieces;
  if (pieces == 0) return;
  const std::vector<int64_t> shape = {sizes.source, pieces};
  lexicon_ = {register_buffer("lexicon_words", torch::zeros(shape, torch::kInt)),
              register_buffer("lexicon_probabilities", torch::zeros(shape))};
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

Encoded TranslationModel::encode(const Tensor& source, const Tensor& lengths, const Tensor& mask,
                                 const Mixup& mixup) {
  TORCH_CHECK(source.dim() == 2 && lengths.size(0) == source.size(0),
              "model: source must be [B,S] and lengths [B], got ", source.sizes(), " and ",
              lengths.sizes());
  const Tensor embedded = embed_words(source_embedding_, source, config_.dropout.source_word, 1);
  if (mixup.any()) {
    return encoder_->forward(mixup.mixed(embedded, mask, 0),
                             lengths.maximum(mixup.of_partners(lengths, 0)),
                             mask | mixup.of_partners(mask, 0));
  }
  Encoded encoded = encoder_->forward(embedded, lengths, mask);
  encoded.source = source;
  return encoded;
}

Decoded TranslationModel::decode(const Encoded& encoded, const Tensor& target_input,
                                 const Mixup& mixup, const Tensor& target_mask) {
  const DropoutConfig& dropout = config_.dropout;
  StepDropout input(is_training() ? dropout.input : 0, dropout.variational);
  StepDropout output(is_training() ? dropout.output : 0, dropout.variational);
  const Tensor words = embed_words(target_embedding_, target_input, dropout.target_word, 0);
  Decoded decoded = decoder_->decode(
      input.sequence(mixup.any() ? mixup.mixed(words, target_mask, 1) : words), encoded);
  decoded.readouts = output.sequence(decoded.readouts);
  decoded.source = encoded.source;
  return decoded;
}

Loss TranslationModel::loss(const Decoded& decoded, const Tensor& target_output,
                            const Tensor& target_mask, const LossTerms& terms,
                            const std::vector<Teacher>& teachers, const Tensor& rows) {
  const Tensor& readouts = decoded.readouts;
  TORCH_CHECK(readouts.dim() == 3 && target_output.sizes() == readouts.sizes().slice(0, 2) &&
                  target_mask.sizes() == target_output.sizes(),
              "model: readouts must be [T,B,E], target output and mask [T,B], got ",
              readouts.sizes(), ", ", target_output.sizes(), " and ", target_mask.sizes());
  const Tensor real = rows.defined() ? rows : true_positions(target_mask, terms.r_drop > 0);
  std::vector<Outputs> taught;
  for (const Teacher& teacher : teachers) taught.push_back(teacher(real));
  return cross_entropy_loss(outputs(decoded, real), target_output.flatten().index_select(0, real),
                            terms, arithmetic(), taught);
}

Loss TranslationModel::weighted_loss(const Decoded& decoded, const Tensor& target_output,
                                     const Tensor& target_mask, const Tensor& weights) {
  const Tensor real = true_positions(target_mask, /*paired=*/false);
  const Tensor of_rows = weights.expand(target_mask.sizes()).flatten().index_select(0, real);
  return cross_entropy_loss(outputs(decoded, real), target_output.flatten().index_select(0, real),
                            {}, arithmetic(), {}, of_rows);
}

Tensor TranslationModel::log_probabilities(const Decoded& decoded, const Tensor& target_output,
                                           const Tensor& target_mask) const {
  const Tensor real = true_positions(target_mask, /*paired=*/false);
  const Tensor words =
      word_log_probabilities(outputs(decoded, real), target_output.flatten().index_select(0, real));
  return words.new_zeros(target_mask.numel())
      .index_copy(0, real, words)
      .view(target_mask.sizes())
      .sum(0);
}

Tensor TranslationModel::likeliest(const Decoded& decoded) const {
  const Tensor sources = torch::arange(decoded.readouts.size(1), decoded.source.options());
  std::vector<Tensor> words;  // a step at a time: no [T, B, V] is made
  for (int64_t t = 0; t < decoded.readouts.size(0); ++t) {
    const Tensor scores = linear(decoded.readouts[t], output_weight_, output_bias_, arithmetic());
    words.push_back(
        with_prior(scores, prior(decoded.source, sources, decoded.weights[t])).argmax(1));
  }
  return torch::stack(words);
}

LexicalPrior TranslationModel::prior(const Tensor& source, const Tensor& sources,
                                     const Tensor& weights) const {
  if (lexicon_.empty()) return {};
  TORCH_CHECK(source.defined(), "model: a lexical prior needs the source");
  return lexical_prior(lexicon_, config_.lexical_prior.floor, source, sources, weights);
}

Outputs TranslationModel::outputs(const Decoded& decoded, const Tensor& rows) const {
  const auto of_rows = [&](const Tensor& all) { return all.flatten(0, 1).index_select(0, rows); };
  Outputs outputs{of_rows(decoded.readouts), output_weight_, output_bias_};
  if (lexicon_.empty()) return outputs;
  const Tensor sources = rows.remainder(decoded.readouts.size(1));
  outputs.prior = prior(decoded.source, sources, of_rows(decoded.weights));
  return outputs;
}

Prediction TranslationModel::predict(const Tensor& words, const DecoderState& state,
                                     const AttentionMemory& memory, const Tensor& source) {
  const Tensor embedded = torch::embedding(target_embedding_, words);
  DecoderDropout dropout = decoder_->new_dropout();
  const DecoderStep step = decoder_->advance(decoder_->project(embedded), state, memory, dropout);
  const Tensor readouts = decoder_->read_out(step.features, embedded);
  const Tensor rows = torch::arange(words.size(0), words.options());
  const Tensor scores = with_prior(torch::linear(readouts, output_weight_, output_bias_),
                                   prior(source, rows, step.weights));
  return {torch::log_softmax(scores, -1), step.weights, step.state, step.heads};
}

void TranslationModel::set_lexicon(const Lexicon& lexicon) {
  TORCH_CHECK(!lexicon_.empty() && lexicon.words.sizes() == lexicon_.words.sizes(),
              "model: a lexicon that its lexical prior has no room for");
  lexicon_.words.copy_(lexicon.words);
  lexicon_.probabilities.copy_(lexicon.probabilities);
}

Lexicon TranslationModel::lexicon() const {
  if (lexicon_.empty()) return {};
  return {lexicon_.words.to(torch::kCPU, torch::kInt),
          lexicon_.probabilities.to(torch::kCPU, torch::kFloat)};
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
    if (!lexicon_.empty()) output.lexicon = weights.lexicon(lexicon(), config_.lexical_prior.floor);
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
        std::dynamic_pointer_cast<TranslationModel>(shared_from_this()), options.shortlist,
        device().is_cpu() ? std::nullopt : std::optional(DecodingTiles{}));
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

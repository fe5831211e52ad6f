#include "nn/decoder/deep_output.h"

namespace dragoman {

DeepOutputDecoder::DeepOutputDecoder(const ModelConfig& config, const Arithmetic& arithmetic)
    : Decoder(config, arithmetic, config.embedding.width) {
  const int64_t width = config.decoder.width + config.encoder.width + config.embedding.width;
  readout_ = register_module("readout", torch::nn::Linear(width, config.embedding.width));
}

Tensor DeepOutputDecoder::read_out(const Tensor& features, const Tensor& embedded) {
  return torch::tanh(
      linear(torch::cat({features, embedded}, -1), readout_->weight, readout_->bias));
}

Tensor DeepOutputDecoder::features_of(const DecoderState& state, const Tensor& context) {
  return torch::cat({state.layers.back().hidden, context}, 1);
}

StepUses DeepOutputDecoder::uses_with(const Tensor& context_weight, const ReadWeights& read) const {
  const PresentWeights all(
      read, {cell_.weight_ih, cell_.bias_ih, readout_->weight, readout_->bias, context_weight});
  const std::vector<Tensor> columns = readout_->weight.detach().split_with_sizes(
      {config_.decoder.width, config_.encoder.width, config_.embedding.width}, 1);
  return {torch::cat({cell_.weight_ih.detach(), columns[2]}),
          torch::cat({cell_.bias_ih.detach(), readout_->bias.detach()}),
          torch::cat({context_weight.detach(), columns[1]}), columns[0]};
}

}  // namespace dragoman

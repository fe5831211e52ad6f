#include "nn/decoder/deep_output.h"

#include "nn/exact/rows.h"

namespace dragoman {

DeepOutputDecoder::DeepOutputDecoder(const ModelConfig& config, const Arithmetic& arithmetic)
    : Decoder(config, arithmetic, config.embedding.width) {
  const int64_t width = config.decoder.width + config.encoder.width + config.embedding.width;
  readout_ = register_module("readout", torch::nn::Linear(width, config.embedding.width));
  readout_weight_ = own(readout_->weight);
}

Tensor DeepOutputDecoder::read_out(const Tensor& features, const Tensor& embedded) {
  return tanh_of(linear(torch::cat({features, embedded}, -1), readout_weight_, readout_->bias));
}

Tensor DeepOutputDecoder::features_of(const DecoderState& state, const Tensor& context) {
  return torch::cat({state.layers.back().hidden, context}, 1);
}

}  // namespace dragoman

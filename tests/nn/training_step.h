#pragma once
#include <vector>

#include "dragoman/nn/model.h"
#include "nn/module_parameters.h"
#include "nn/sentence_pairs.h"
#include "nn/small_model.h"
#include "nn/some_lexicon.h"

namespace dragoman {

/// Two layers a side, of widths at which rounding shows.
inline ModelConfig stacked_config(DecoderKind decoder, CellKind cell,
                                  const std::string& attention = "additive") {
  ModelConfig config = small_config(decoder, cell, attention);
  config.embedding.width = 24;
  config.encoder.width = 32;
  config.encoder.layers = 2;
  config.decoder.width = 32;
  config.decoder.layers = 2;
  config.attention.width = 16;
  return config;
}

/// The gradients of one training step of a model, from fixed weights, sentences and dropout; on the
/// CPU.
inline std::vector<NamedTensor> gradients_of(const ModelConfig& config,
                                             const Arithmetic& arithmetic,
                                             torch::Device device = torch::kCPU) {
  constexpr int64_t words = 40;
  const auto model = make_model(config, {words, words}, 1, arithmetic);
  const int64_t pieces = config.lexical_prior.pieces;
  if (pieces > 0) model->set_lexicon(some_lexicon({words, words}, pieces));
  model->to(device);
  torch::manual_seed(1);
  const SentencePairs pairs = random_pairs({6, 3, 9, 1, 7}, {5, 8, 2, 4, 6}, words, 3);
  const Encoded encoded =
      model->encode(pairs.source.to(device), pairs.lengths.to(device), pairs.mask.to(device));
  const Decoded decoded = model->decode(encoded, pairs.target_input.to(device));
  model->loss(decoded, pairs.target_output.to(device), pairs.target_mask.to(device), {0.1})
      .trained.backward();
  std::vector<NamedTensor> gradients;
  for (const NamedTensor& parameter : parameters_of(*model)) {
    gradients.push_back({parameter.name, parameter.tensor.grad().cpu()});
  }
  return gradients;
}

inline double norm_of(const Tensor& tensor) {
  return tensor.norm().item<double>();
}

}  // namespace dragoman

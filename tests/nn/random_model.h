#pragma once
#include <memory>

#include "dragoman/nn/model.h"
#include "nn/module_parameters.h"
#include "nn/sentence_pairs.h"
#include "nn/small_model.h"

namespace dragoman {

inline constexpr int64_t words = 9;  // of both vocabularies

inline ModelConfig configuration(TyingKind tie = TyingKind::target) {
  ModelConfig config = small_config(DecoderKind::conditional, CellKind::gru);
  config.embedding.tie = tie;
  return config;
}

inline std::shared_ptr<TranslationModel> random_model(const ModelConfig& config) {
  auto model = make_model(config, {words, words}, 1);
  randomise(*model, 2);
  return model;
}

inline Encoded encode(TranslationModel& model, const SentencePairs& pairs) {
  return model.encode(pairs.source, pairs.lengths, pairs.mask);
}

inline Loss loss_of(TranslationModel& model, const SentencePairs& pairs, double smoothing = 0.1) {
  const Decoded decoded = model.decode(encode(model, pairs), pairs.target_input);
  return model.loss(decoded, pairs.target_output, pairs.target_mask, {smoothing});
}

inline SentencePairs three_pairs() {
  return random_pairs({3, 1, 4}, {2, 4, 3}, words, 3);
}

}  // namespace dragoman

#pragma once
#include <nlohmann/json.hpp>

#include "dragoman/training/state.h"

namespace dragoman {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Alignment, source, target, weights, heads)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ValidationExample, source, reference, translation, alignment)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(UpdateReport, update, epoch, loss, cross_entropy, target_tokens,
                                   learning_rate, gradient_norm, seconds)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ValidationReport, update, epoch, loss, perplexity, bleu, chrf,
                                   best, seconds)

inline void to_json(nlohmann::json& json, const BatchLoader::Position& position) {
  json = {{"epoch", position.epoch}, {"batch", position.batch}};
}
inline void from_json(const nlohmann::json& json, BatchLoader::Position& position) {
  json.at("epoch").get_to(position.epoch);
  json.at("batch").get_to(position.batch);
}

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TrainingState, update, position, target_tokens, seconds, best,
                                   best_update, stale, since_reduction, reductions, history)

}  // namespace dragoman

#pragma once
#include <nlohmann/json.hpp>

#include "dragoman/training/state.h"

namespace dragoman {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Alignment, source, target, weights, heads)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ValidationExample, source, reference, translation, alignment)

// JSON has no number that is not finite: such are null there. What older files lack is as it is in
// a new report or state.

void to_json(nlohmann::json& json, const UpdateReport& report);
void from_json(const nlohmann::json& json, UpdateReport& report);
void to_json(nlohmann::json& json, const ValidationReport& report);
void from_json(const nlohmann::json& json, ValidationReport& report);
void to_json(nlohmann::json& json, const TrainingState& state);
void from_json(const nlohmann::json& json, TrainingState& state);

/// The validations without the time that they took, so that equal runs have equal histories.
nlohmann::json history_json(const std::vector<ValidationReport>& history);

}  // namespace dragoman

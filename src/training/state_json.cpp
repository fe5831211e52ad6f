#include "dragoman/training/state_json.h"

#include <cmath>
#include <limits>

namespace dragoman {
namespace {

void read(const nlohmann::json& json, const char* name, double& number) {
  const auto found = json.find(name);
  if (found == json.end()) return;
  number = found->is_null() ? std::numeric_limits<double>::quiet_NaN() : found->get<double>();
}

template <class Value>
void read(const nlohmann::json& json, const char* name, Value& value) {
  if (const auto found = json.find(name); found != json.end()) found->get_to(value);
}

}  // namespace

void to_json(nlohmann::json& json, const UpdateReport& report) {
  json = {{"update", report.update},
          {"epoch", report.epoch},
          {"loss", report.loss},
          {"cross_entropy", report.cross_entropy},
          {"target_tokens", report.target_tokens},
          {"learning_rate", report.learning_rate},
          {"gradient_norm", report.gradient_norm},
          {"seconds", report.seconds}};
  if (report.skipped) json["skipped"] = true;
}

void from_json(const nlohmann::json& json, UpdateReport& report) {
  json.at("update").get_to(report.update);
  json.at("epoch").get_to(report.epoch);
  read(json, "skipped", report.skipped);
  read(json, "loss", report.loss);
  read(json, "cross_entropy", report.cross_entropy);
  json.at("target_tokens").get_to(report.target_tokens);
  read(json, "learning_rate", report.learning_rate);
  read(json, "gradient_norm", report.gradient_norm);
  read(json, "seconds", report.seconds);
}

void to_json(nlohmann::json& json, const ValidationReport& report) {
  json = {{"update", report.update},  {"epoch", report.epoch},
          {"loss", report.loss},      {"perplexity", report.perplexity},
          {"bleu", report.bleu},      {"chrf", report.chrf},
          {"best", report.best},      {"weights", report.weights},
          {"seconds", report.seconds}};
}

void from_json(const nlohmann::json& json, ValidationReport& report) {
  json.at("update").get_to(report.update);
  json.at("epoch").get_to(report.epoch);
  read(json, "loss", report.loss);
  read(json, "perplexity", report.perplexity);
  if (!std::isfinite(report.perplexity)) report.perplexity = std::exp(report.loss);
  read(json, "bleu", report.bleu);
  read(json, "chrf", report.chrf);
  read(json, "best", report.best);
  read(json, "weights", report.weights);
  read(json, "seconds", report.seconds);
}

void to_json(nlohmann::json& json, const TrainingState& state) {
  json = {{"update", state.update},
          {"position",
           {{"epoch", state.position.epoch},
            {"pool", state.position.pool},
            {"batch", state.position.batch}}},
          {"target_tokens", state.target_tokens},
          {"skipped", state.skipped},
          {"setbacks", state.setbacks},
          {"best", state.best},
          {"best_update", state.best_update},
          {"stale", state.stale},
          {"since_reduction", state.since_reduction},
          {"reductions", state.reductions},
          {"history", history_json(state.history)}};
}

void from_json(const nlohmann::json& json, TrainingState& state) {
  json.at("update").get_to(state.update);
  json.at("position").at("epoch").get_to(state.position.epoch);
  read(json.at("position"), "pool", state.position.pool);
  json.at("position").at("batch").get_to(state.position.batch);
  json.at("target_tokens").get_to(state.target_tokens);
  read(json, "skipped", state.skipped);
  read(json, "setbacks", state.setbacks);
  read(json, "best", state.best);
  json.at("best_update").get_to(state.best_update);
  json.at("stale").get_to(state.stale);
  json.at("since_reduction").get_to(state.since_reduction);
  json.at("reductions").get_to(state.reductions);
  json.at("history").get_to(state.history);
}

nlohmann::json history_json(const std::vector<ValidationReport>& history) {
  nlohmann::json validations = history;
  for (nlohmann::json& validation : validations) validation.erase("seconds");
  return validations.is_null() ? nlohmann::json::array() : validations;
}

}  // namespace dragoman

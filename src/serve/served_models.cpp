#include "dragoman/serve/served_models.h"

#include <algorithm>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

using Models = std::vector<const ServedModel*>;
using Member = std::string ServedModel::*;

Models all_of(const std::vector<ServedModel>& models) {
  Models all;
  for (const ServedModel& model : models) all.push_back(&model);
  return all;
}

/// What a member is of some models, each value once.
std::vector<std::string> values_of(const Models& models, Member member) {
  std::vector<std::string> values;
  for (const ServedModel* model : models) {
    const std::string& value = model->*member;
    if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
  }
  return values;
}

Models with(Models models, Member member, const std::string& value) {
  std::erase_if(models, [&](const ServedModel* model) { return model->*member != value; });
  return models;
}

/// Those of the value that was asked for, or of the only one that there is.
Models fitting(const Models& models, Member member, const std::string& asked, const char* field) {
  const std::vector<std::string> values = values_of(models, member);
  if (asked.empty() && values.size() == 1) return models;
  if (std::find(values.begin(), values.end(), asked) == values.end()) {
    fail_input("{}: got '{}', expected one of {}", field, asked, fmt::join(values, ", "));
  }
  return with(models, member, asked);
}

bool are_alike(const ServedModel& a, const ServedModel& b) {
  return a.name == b.name && a.source == b.source && a.target == b.target;
}

}  // namespace

ServedModels::ServedModels(std::vector<ServedModel> models) : models_(std::move(models)) {
  if (models_.empty()) fail_input("there is no model to serve");
  for (auto model = models_.begin(); model != models_.end(); ++model) {
    const auto is_alike = [&](const ServedModel& other) { return are_alike(other, *model); };
    if (std::none_of(models_.begin(), model, is_alike)) continue;
    fail_input("two models that translate {}-{} are named '{}': give them different names",
               model->source, model->target, model->name);
  }
}

const ServedModel& ServedModels::find(const ModelChoice& choice) const {
  Models models = all_of(models_);
  if (!choice.model.empty()) models = fitting(models, &ServedModel::name, choice.model, "model");
  models = fitting(models, &ServedModel::source, choice.source, "source");
  return *fitting(models, &ServedModel::target, choice.target, "target").front();
}

std::vector<std::string> ServedModels::sources() const {
  return values_of(all_of(models_), &ServedModel::source);
}

std::vector<std::string> ServedModels::targets(const std::string& source) const {
  return values_of(with(all_of(models_), &ServedModel::source, source), &ServedModel::target);
}

}  // namespace dragoman

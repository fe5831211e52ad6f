#include "dragoman/serve/served_models.h"

#include <algorithm>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

void add_once(std::vector<std::string>& codes, const std::string& code) {
  if (std::find(codes.begin(), codes.end(), code) == codes.end()) codes.push_back(code);
}

/// The code that was asked for, or the only one.
std::string chosen(const std::string& asked, const std::vector<std::string>& served,
                   const std::string& field) {
  if (asked.empty() && served.size() == 1) return served.front();
  if (std::find(served.begin(), served.end(), asked) != served.end()) return asked;
  fail_input("{}: got '{}', expected one of {}", field, asked, fmt::join(served, ", "));
}

}  // namespace

ServedModels::ServedModels(std::vector<ServedModel> models) : models_(std::move(models)) {
  if (models_.empty()) fail_input("there is no model to serve");
  for (auto model = models_.begin(); model != models_.end(); ++model) {
    const bool is_second = std::any_of(models_.begin(), model, [&](const ServedModel& other) {
      return other.source == model->source && other.target == model->target;
    });
    if (is_second) fail_input("two models translate {}-{}", model->source, model->target);
  }
}

const ServedModel& ServedModels::find(const std::string& source, const std::string& target) const {
  const std::string from = chosen(source, sources(), "source");
  const std::string to = chosen(target, targets(from), "target");
  return *std::find_if(models_.begin(), models_.end(), [&](const ServedModel& model) {
    return model.source == from && model.target == to;
  });
}

std::vector<std::string> ServedModels::sources() const {
  std::vector<std::string> codes;
  for (const ServedModel& model : models_) add_once(codes, model.source);
  return codes;
}

std::vector<std::string> ServedModels::targets(const std::string& source) const {
  std::vector<std::string> codes;
  for (const ServedModel& model : models_) {
    if (model.source == source) codes.push_back(model.target);
  }
  return codes;
}

}  // namespace dragoman

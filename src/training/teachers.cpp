#include "dragoman/training/teachers.h"

#include <torch/utils.h>

#include "dragoman/base/error.h"
#include "dragoman/nn/load_model.h"

namespace dragoman {
namespace {

void check_vocabularies(const ModelFile& file, const std::string& path,
                        const Vocabularies& vocabularies) {
  if (file.source_vocabulary == vocabularies.source.bytes() &&
      file.target_vocabulary == vocabularies.target.bytes()) {
    return;
  }
  fail_input(
      "{} has other vocabularies than this run: leave vocabulary.source_model and target_model "
      "empty, so that its own are taken, and give models of one vocabulary only",
      path);
}

/// Both have the same parameters.
void copy_weights(const TranslationModel& from, TranslationModel& to) {
  const torch::NoGradGuard no_grad;
  const Lexicon lexicon = from.lexicon();
  if (!lexicon.empty()) to.set_lexicon(lexicon);
  const auto values = from.named_parameters();
  for (auto& weight : to.named_parameters()) weight.value().copy_(values[weight.key()]);
}

/// In training mode, which the fast kernels are for, but without dropout.
std::shared_ptr<TranslationModel> load_teacher(const std::string& path,
                                               const Vocabularies& vocabularies,
                                               const Machine& machine) {
  const LoadedModel loaded = load_model(path);
  check_vocabularies(loaded.file, path, vocabularies);
  auto teacher = std::make_shared<TranslationModel>(without_dropout(loaded.file.config.model),
                                                    loaded.sizes, machine.arithmetic);
  copy_weights(*loaded.model, *teacher);
  teacher->to(machine.device);
  for (Tensor& weight : teacher->parameters()) weight.requires_grad_(false);
  return teacher;
}

}  // namespace

ModelConfig without_dropout(ModelConfig config) {
  config.dropout = {.input = 0, .output = 0};
  return config;
}

Teachers::Teachers(const std::vector<std::string>& paths, const Vocabularies& vocabularies,
                   const Machine& machine) {
  for (const std::string& path : paths) {
    models_.push_back(load_teacher(path, vocabularies, machine));
  }
}

std::vector<Teacher> Teachers::read(const Batch& batch, int64_t passes) const {
  const torch::NoGradGuard no_grad;
  std::vector<Teacher> teachers;
  if (!any()) return teachers;
  const Batch once = passes == 1 ? batch : part_of(batch, 0, batch.source.size(0) / passes);
  for (const auto& model : models_) {
    const Encoded encoded = model->encode(once.source, once.source_lengths, once.source_mask);
    const Decoded decoded = model->decode(encoded, once.target_input);
    teachers.push_back({*model,
                        {decoded.readouts.repeat({1, passes, 1}),
                         decoded.weights.repeat({1, passes, 1}),
                         {},
                         decoded.source.repeat({passes, 1})}});
  }
  return teachers;
}

void start_from(const std::string& path, const Vocabularies& vocabularies, const Config& config,
                TranslationModel& model) {
  const LoadedModel loaded = load_model(path);
  check_vocabularies(loaded.file, path, vocabularies);
  if (without_dropout(loaded.file.config.model) != without_dropout(config.model)) {
    fail_input("training.start_from: {} has another [model] than this run: give it the same", path);
  }
  copy_weights(*loaded.model, model);
}

std::vector<std::string> given_models(const TrainingConfig& config) {
  std::vector<std::string> models = config.teachers;
  if (!config.start_from.empty()) models.push_back(config.start_from);
  return models;
}

}  // namespace dragoman

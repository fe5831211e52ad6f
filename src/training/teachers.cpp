#include "dragoman/training/teachers.h"

#include <algorithm>

#include <torch/utils.h>

#include "dragoman/base/error.h"
#include "dragoman/nn/load_model.h"

namespace dragoman {
namespace {

void check_vocabularies(const VocabularyBytes& given, const std::string& path,
                        const Vocabularies& vocabularies) {
  if (given.source == vocabularies.source.bytes() && given.target == vocabularies.target.bytes()) {
    return;
  }
  fail_input(
      "{} has other vocabularies than this run: leave vocabulary.source_model and target_model "
      "empty, so that its own are taken, and give models of one vocabulary only",
      path);
}

VocabularyBytes vocabularies_of(const ModelFile& file) {
  return {file.source_vocabulary, file.target_vocabulary};
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
  check_vocabularies(vocabularies_of(loaded.file), path, vocabularies);
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
    if (TaughtWords::is_at(path)) {
      files_.push_back(std::make_shared<const TaughtWords>(path));
      check_vocabularies(files_.back()->vocabularies(), path, vocabularies);
    } else {
      models_.push_back(load_teacher(path, vocabularies, machine));
    }
  }
  words_ = vocabularies.target.size();
}

std::vector<Teacher> Teachers::read(const Batch& batch, int64_t passes) const {
  const torch::NoGradGuard no_grad;
  std::vector<Teacher> teachers;
  if (!any()) return teachers;
  const Batch once = passes == 1 ? batch : part_of(batch, 0, batch.source.size(0) / passes);
  for (const auto& model : models_) {
    const Encoded encoded = model->encode(once.source, once.source_lengths, once.source_mask);
    const Decoded decoded = model->decode(encoded, once.target_input);
    const Decoded all = {decoded.readouts.repeat({1, passes, 1}),
                         decoded.weights.repeat({1, passes, 1}),
                         {},
                         decoded.source.repeat({passes, 1})};
    teachers.emplace_back([model, all](const Tensor& rows) { return model->outputs(all, rows); });
  }
  for (const auto& file : files_) {
    const auto [words, probabilities] = file->read(once, words_);
    const auto of_rows = [passes](const Tensor& of_positions, const Tensor& rows) {
      return of_positions.repeat({1, passes, 1}).flatten(0, 1).index_select(0, rows);
    };
    teachers.emplace_back([=, vocabulary = words_](const Tensor& rows) {
      return outputs_of(of_rows(words, rows), of_rows(probabilities, rows), vocabulary);
    });
  }
  return teachers;
}

LikelyWords Teachers::likeliest(const Batch& batch, int64_t count) const {
  constexpr int64_t rows_at_once = 512;
  const torch::NoGradGuard no_grad;
  const int64_t steps = batch.target_output.size(0), pairs = batch.target_output.size(1);
  const Tensor rows = torch::arange(steps * pairs, batch.target_output.options());
  std::vector<Outputs> outputs;
  for (const Teacher& teacher : read(batch)) outputs.push_back(teacher(rows));
  std::vector<Tensor> words, probabilities;
  for (int64_t begin = 0; begin < rows.size(0); begin += rows_at_once) {
    const int64_t some = std::min(rows_at_once, rows.size(0) - begin);
    const auto [values, ids] = mean_probabilities(outputs, begin, some).topk(count);
    words.push_back(ids);
    probabilities.push_back(values);
  }
  const auto of_positions = [&](const std::vector<Tensor>& parts) {
    return torch::cat(parts).view({steps, pairs, count});
  };
  return {of_positions(words), of_positions(probabilities)};
}

void start_from(const std::string& path, const Vocabularies& vocabularies, const Config& config,
                TranslationModel& model) {
  const LoadedModel loaded = load_model(path);
  check_vocabularies(vocabularies_of(loaded.file), path, vocabularies);
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

VocabularyBytes vocabularies_in(const std::string& path) {
  return TaughtWords::is_at(path) ? TaughtWords(path).vocabularies()
                                  : vocabularies_of(read_model_file(path));
}

}  // namespace dragoman

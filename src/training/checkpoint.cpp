#include "dragoman/training/checkpoint.h"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "dragoman/base/error.h"
#include "dragoman/training/state_json.h"
#include "dragoman/training/trainer.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

constexpr const char* state_note = "training_state";
constexpr const char* history_note = "history";
constexpr const char* corpus_note = "corpus";

/// What must not change between a run and its continuation.
void check_same_run(const Config& now, const Config& then, const fs::path& origin) {
  const auto check = [&](bool same, const char* section) {
    if (same) return;
    fail_input(
        "{}: [{}] differs from the run's; give the configuration that it was started with, "
        "or another training.directory without --resume",
        origin.string(), section);
  };
  check(now.model == then.model, "model");
  check(now.batch == then.batch, "batch");
  check(now.optimizer.kind == then.optimizer.kind, "optimizer");
  check(now.training.seed == then.training.seed, "training.seed");
  check((now.training.average > 0) == (then.training.average > 0), "training.average");
}

}  // namespace

fs::path RunDirectory::checkpoint(int64_t update) const {
  return checkpoints() / fmt::format("update-{:09}.safetensors", update);
}

void RunDirectory::save(const Vocabularies& vocabularies) const {
  if (vocabularies.joint) return vocabularies.source.save(root / "vocabulary.model");
  vocabularies.source.save(root / "source.vocabulary.model");
  vocabularies.target.save(root / "target.vocabulary.model");
}

std::vector<fs::path> RunDirectory::all_checkpoints() const {
  std::vector<fs::path> paths;
  if (!fs::is_directory(checkpoints())) return paths;
  for (const auto& entry : fs::directory_iterator(checkpoints())) {
    if (entry.path().extension() == ".safetensors") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());  // names hold the update with leading zeros
  return paths;
}

std::optional<fs::path> RunDirectory::last_checkpoint() const {
  const std::vector<fs::path> paths = all_checkpoints();
  if (paths.empty()) return std::nullopt;
  return paths.back();
}

Checkpointer::Checkpointer(RunDirectory directory, const Vocabularies& vocabularies,
                           std::string corpus)
    : directory_(std::move(directory)),
      source_vocabulary_(vocabularies.source.bytes()),
      target_vocabulary_(vocabularies.target.bytes()),
      corpus_(std::move(corpus)) {}

void Checkpointer::on_update(Trainer& trainer, const UpdateReport& report) {
  const int64_t every = trainer.config().training.checkpoint_every;
  if (every > 0 && report.update % every == 0) save_checkpoint(trainer);
}

void Checkpointer::on_validation(Trainer& trainer, const ValidationReport& report) {
  if (report.best) write_model_file(directory_.best(), model_file(trainer));
  if (trainer.config().training.checkpoint_every == 0) save_checkpoint(trainer);
}

void Checkpointer::on_stop(Trainer& trainer, const std::string& /*reason*/) {
  if (trainer.state().update != saved_update_) save_checkpoint(trainer);
  if (trainer.state().history.empty()) write_model_file(directory_.best(), model_file(trainer));
}

ModelFile Checkpointer::model_file(Trainer& trainer) const {
  const nlohmann::json history = trainer.state().history;
  return {trainer.config(),
          source_vocabulary_,
          target_vocabulary_,
          {{corpus_note, corpus_}, {history_note, history.dump()}},
          trainer.weights()};
}

void Checkpointer::save_checkpoint(Trainer& trainer) {
  ModelFile file = model_file(trainer);
  file.tensors.merge(trainer.further_tensors());
  file.notes[state_note] = nlohmann::json(trainer.state()).dump();
  fs::create_directories(directory_.checkpoints());
  write_model_file(directory_.checkpoint(trainer.state().update), file);
  saved_update_ = trainer.state().update;
  remove_old(trainer.config().training.keep);
}

void Checkpointer::remove_old(int64_t keep) const {
  std::vector<fs::path> paths = directory_.all_checkpoints();
  for (size_t index = 0; index + static_cast<size_t>(keep) < paths.size(); ++index) {
    fs::remove(paths[index]);
  }
}

std::optional<ValidationReport> validation_of(const ModelFile& checkpoint) {
  const auto note = checkpoint.notes.find(state_note);
  if (note == checkpoint.notes.end()) return std::nullopt;
  const auto state = nlohmann::json::parse(note->second).get<TrainingState>();
  if (state.history.empty() || state.history.back().update != state.update) return std::nullopt;
  return state.history.back();
}

void resume(Trainer& trainer, const ModelFile& checkpoint, const fs::path& origin,
            const std::string& corpus) {
  const auto state = checkpoint.notes.find(state_note);
  if (state == checkpoint.notes.end()) {
    fail_input("{}: a model, but not a checkpoint: it has no training state", origin.string());
  }
  check_same_run(trainer.config(), checkpoint.config, origin);
  if (const auto found = checkpoint.notes.find(corpus_note);
      found != checkpoint.notes.end() && found->second != corpus) {
    fail_input(
        "{}: the training corpus has changed since the run was started (fingerprint {}, then "
        "{}); give the same files, or another training.directory",
        origin.string(), corpus, found->second);
  }
  for (const auto& [name, tensor] : trainer.weights())
    copy_tensor(checkpoint, origin, name, tensor);
  for (const auto& [name, tensor] : trainer.further_tensors()) {
    copy_tensor(checkpoint, origin, name, tensor);
  }
  trainer.restore(nlohmann::json::parse(state->second).get<TrainingState>());
}

}  // namespace dragoman

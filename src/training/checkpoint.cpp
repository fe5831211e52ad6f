#include "dragoman/training/checkpoint.h"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "dragoman/base/error.h"
#include "dragoman/training/average_models.h"
#include "dragoman/training/state_json.h"
#include "dragoman/training/trainer.h"
#include "training/notes.h"

namespace dragoman {

namespace fs = std::filesystem;

Checkpointer::Checkpointer(RunDirectory directory, const RunLock& lock,
                           const Vocabularies& vocabularies, Fingerprints data)
    : directory_(std::move(directory)),
      lock_(lock),
      source_vocabulary_(vocabularies.source.bytes()),
      target_vocabulary_(vocabularies.target.bytes()),
      data_(std::move(data)) {}

void Checkpointer::on_start(Trainer& trainer) {
  saved_update_ = trainer.state().update;
}

void Checkpointer::on_update(Trainer& trainer, const UpdateReport& report) {
  if (trainer.has_diverged()) return;
  const int64_t every = trainer.config().training.checkpoint_every;
  const bool checkpoint = every > 0 ? report.update % every == 0 : validated_;
  if (checkpoint || validated_) try_to_save(trainer, checkpoint);
  validated_ = false;
}

void Checkpointer::on_validation(Trainer& trainer, const ValidationReport& report) {
  if (report.best) best_ = model_file(trainer);
  validated_ = true;
}

void Checkpointer::on_stop(Trainer& trainer, const std::string& /*reason*/) {
  if (trainer.has_diverged()) return;
  if (trainer.state().history.empty() && trainer.is_finite()) best_ = model_file(trainer);
  lock_.check();
  save(trainer, trainer.state().update != saved_update_);
}

void Checkpointer::try_to_save(Trainer& trainer, bool checkpoint) {
  lock_.check();
  try {
    save(trainer, checkpoint);
  } catch (const Error& failure) {
    if (trainer.config().training.require_saves) throw;
    spdlog::warn("{}; training goes on, and saves again when it is next due", failure.what());
    if (!best_) return;
    for (auto& [name, tensor] : best_->tensors) tensor = tensor.clone();
  }
}

void Checkpointer::save(Trainer& trainer, bool checkpoint) {
  if (best_) write_model_file(directory_.best(), *best_);
  best_.reset();
  if (!checkpoint) return;
  if (trainer.is_finite()) return save_checkpoint(trainer);
  spdlog::warn("update {}: the weights are not finite, and not saved", trainer.state().update);
}

ModelFile Checkpointer::model_file(Trainer& trainer) const {
  Config config = trainer.config();
  config.training.directory = TrainingConfig{}.directory;  // where a run lies is not what it is
  return {std::move(config),
          source_vocabulary_,
          target_vocabulary_,
          {{corpus_note, data_.train},
           {valid_note, data_.valid},
           {teachers_note, data_.teachers},
           {history_note, history_json(trainer.state().history).dump()}},
          trainer.weights(),
          {},
          trainer.model().lexicon()};
}

void Checkpointer::save_checkpoint(Trainer& trainer) {
  ModelFile file = model_file(trainer);
  file.tensors.merge(trainer.further_tensors());
  file.notes[state_note] = nlohmann::json(trainer.state()).dump();
  write_model_file(directory_.checkpoint(trainer.state().update), file);
  saved_update_ = trainer.state().update;
  remove_old(trainer.config().training);
}

void Checkpointer::remove_old(const TrainingConfig& training) const {
  const std::vector<fs::path> paths = directory_.all_checkpoints();
  const auto keep = static_cast<size_t>(training.keep);
  std::vector<fs::path> best;
  try {
    if (training.keep_best > 0 && paths.size() > keep) best = by_validation(directory_);
  } catch (const Error& damaged) {
    return spdlog::warn("{}: all checkpoints are kept", damaged.what());
  }
  best.resize(std::min(best.size(), static_cast<size_t>(training.keep_best)));
  for (size_t index = 0; index + keep < paths.size(); ++index) {
    const fs::path& path = paths[index];
    if (std::find(best.begin(), best.end(), path) == best.end()) fs::remove(path);
  }
}

}  // namespace dragoman

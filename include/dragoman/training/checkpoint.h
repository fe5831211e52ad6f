#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dragoman/nn/model_file.h"
#include "dragoman/text/vocabularies.h"
#include "dragoman/training/listener.h"

namespace dragoman {

/// Where a run keeps its files.
struct RunDirectory {
  std::filesystem::path root;

  std::filesystem::path config() const { return root / "config.toml"; }
  std::filesystem::path log() const { return root / "log.txt"; }
  std::filesystem::path metrics() const { return root / "metrics.jsonl"; }
  std::filesystem::path examples() const { return root / "examples.jsonl"; }
  std::filesystem::path report() const { return root / "report.html"; }
  std::filesystem::path best() const { return root / "best.safetensors"; }
  std::filesystem::path checkpoints() const { return root / "checkpoints"; }
  std::filesystem::path checkpoint(int64_t update) const;

  /// Writes the vocabularies as vocabulary.model, or source. and target.vocabulary.model.
  void save(const Vocabularies& vocabularies) const;

  /// All checkpoints, the oldest first.
  std::vector<std::filesystem::path> all_checkpoints() const;

  /// The newest checkpoint, if there is one.
  std::optional<std::filesystem::path> last_checkpoint() const;
};

/// Saves the run: a checkpoint at each validation or every so many updates and when training stops,
/// of which the last `keep` stay, and the best model by the metric of choice.
class Checkpointer : public TrainingListener {
 public:
  /// @param corpus the training corpus's fingerprint
  Checkpointer(RunDirectory directory, const Vocabularies& vocabularies, std::string corpus);

  void on_update(Trainer& trainer, const UpdateReport& report) override;
  void on_validation(Trainer& trainer, const ValidationReport& report) override;
  void on_stop(Trainer& trainer, const std::string& reason) override;

 private:
  ModelFile model_file(Trainer& trainer) const;
  void save_checkpoint(Trainer& trainer);
  void remove_old(int64_t keep) const;

  RunDirectory directory_;
  std::string source_vocabulary_, target_vocabulary_;
  std::string corpus_;
  int64_t saved_update_ = 0;
};

/// What the validation at the checkpoint's update gave, where there was one.
std::optional<ValidationReport> validation_of(const ModelFile& checkpoint);

/// Brings a new trainer to where the checkpoint was.
/// @throws InputError when the checkpoint is damaged or belongs to another model, data or seed
void resume(Trainer& trainer, const ModelFile& checkpoint, const std::filesystem::path& origin,
            const std::string& corpus);

}  // namespace dragoman

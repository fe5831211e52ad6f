#pragma once
#include <optional>
#include <string>

#include "dragoman/nn/model_file.h"
#include "dragoman/training/listener.h"
#include "dragoman/training/preparation.h"
#include "dragoman/training/run_directory.h"
#include "dragoman/training/run_lock.h"

namespace dragoman {

/// Saves the run: a checkpoint at each validation or every so many updates and when training stops,
/// of which the last `training.keep` stay and the best `training.keep_best`, and the best model by
/// the metric of choice. What a full disk refuses is tried again at the next save, unless
/// `training.require_saves`; weights that are not finite are never saved. Comes after the listeners
/// that write logs: what a checkpoint holds, they have written.
class Checkpointer : public TrainingListener {
 public:
  /// `lock` must outlive it.
  Checkpointer(RunDirectory directory, const RunLock& lock, const Vocabularies& vocabularies,
               Fingerprints data);

  void on_start(Trainer& trainer) override;
  void on_update(Trainer& trainer, const UpdateReport& report) override;
  void on_validation(Trainer& trainer, const ValidationReport& report) override;

  /// @throws Error where the run cannot be saved
  void on_stop(Trainer& trainer, const std::string& reason) override;

 private:
  ModelFile model_file(Trainer& trainer) const;

  /// A failure is logged, where the run may go on without.
  void try_to_save(Trainer& trainer, bool checkpoint);
  /// The best model, where it is not written yet, and a checkpoint where one is due.
  void save(Trainer& trainer, bool checkpoint);
  void save_checkpoint(Trainer& trainer);
  void remove_old(const TrainingConfig& training) const;

  RunDirectory directory_;
  const RunLock& lock_;
  std::string source_vocabulary_, target_vocabulary_;
  Fingerprints data_;
  int64_t saved_update_ = 0;
  bool validated_ = false;         // since the last update
  std::optional<ModelFile> best_;  // that is not written yet
};

}  // namespace dragoman

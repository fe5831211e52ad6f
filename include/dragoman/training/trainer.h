#pragma once
#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <torch/types.h>

#include "dragoman/config/config.h"
#include "dragoman/nn/model.h"
#include "dragoman/text/batch_loader.h"
#include "dragoman/training/averaged_weights.h"
#include "dragoman/training/flat_parameters.h"
#include "dragoman/training/listener.h"
#include "dragoman/training/objective.h"
#include "dragoman/training/optimizer.h"
#include "dragoman/training/processes.h"
#include "dragoman/training/state.h"
#include "dragoman/training/unread_updates.h"

namespace dragoman {

class GradientSum;

/// The training loop. Everything beside the step is a listener.
///
/// Several processes train as one would with so many times `batch.accumulate`: each takes its share
/// of an update's batches, and their gradients are added up. All have the same weights and state at
/// any time, begin where the first is, and end together.
class Trainer {
 public:
  /// `pairs` must outlive the trainer. The model stays on its device.
  Trainer(const Config& config, std::shared_ptr<TranslationModel> model, const PairSource& pairs,
          std::vector<std::unique_ptr<TrainingListener>> listeners, Processes processes = {},
          Guides guides = {});

  /// Trains until `stop` is called or the configured epochs or updates are done. Returns the
  /// reason.
  std::string run();

  /// Asks the loop to end after the current update; the first reason given counts.
  void stop(std::string reason);

  /// Enters a validation into the state and tells the listeners.
  void announce(ValidationReport report);

  /// Goes on from a saved state; the parameters and `further_tensors` must have been restored.
  void restore(TrainingState state) { state_ = std::move(state); }

  /// The weights by parameter name: what validation, search and saved models use, that is the
  /// averaged ones where an average is kept.
  std::map<std::string, Tensor> weights() const;

  /// What else changes with training: `optimizer.<moment>.<parameter>` and, where an average is
  /// kept, the weights themselves as `training.<parameter>`. Writing into these tensors and into
  /// those of `weights()` restores a run.
  std::map<std::string, Tensor> further_tensors() const;

  /// How often the run has been taken back, each time halving the rate.
  void set_back(int64_t setbacks) { state_.setbacks = std::max(state_.setbacks, setbacks); }

  /// Whether all weights are finite.
  bool is_finite() const;

  /// Of `weights()`: equal runs have equal fingerprints.
  std::string fingerprint() const;

  /// True when `run` ended as the run had diverged: `training.skipped` updates in a row had no
  /// finite loss and gradient, or weights are not finite at its end.
  bool has_diverged() const { return has_diverged_; }

  /// True when the configured epochs or updates are done.
  bool is_complete() const;

  const Config& config() const { return config_; }
  const Processes& processes() const { return processes_; }
  const TrainingState& state() const { return state_; }
  TranslationModel& model() { return *model_; }
  std::shared_ptr<TranslationModel> shared_model() { return model_; }

  /// While the guard lives, the model has the averaged weights (its own where none are kept).
  AveragedWeights::Guard use_average() { return average_.use(flat_.values()); }

 private:
  struct UpdateSums;  // what the batches of one update add up to

  void begin_together();
  void end_together();
  /// @return what is known of the update before it is read
  UpdateReport step();

  /// Whether the update is one that listeners may act upon. A GPU is not waited for before.
  bool is_due(const UpdateReport& report) const;

  /// Reads the unread updates, and tells the listeners of them.
  void tell();

  std::vector<BatchLoader::Item> next_items();

  /// The schedule's, halved by each setback.
  double rate_of(const BatchLoader::Item& item) const;

  /// What will be done of the run after this batch, in [0, 1], as its limits tell it.
  double share_of_run(const BatchLoader::Item& item) const;

  /// The losses of this process's share of an update's batches, added up as `loss_of` adds up their
  /// gradients. A batch that memory does not suffice for is taken in parts, with the same sums;
  /// dropout draws other masks then.
  /// @param loss_of gets a batch, and whether it is the last here
  UpdateSums summed(const std::vector<BatchLoader::Item>& items, int64_t update,
                    const GradientSum& gradients,
                    const std::function<Loss(const Batch&, bool)>& loss_of);

  /// Makes every draw of this part of this update a function of seed, update and part.
  void reseed(int64_t update, int64_t part) const;

  /// @return float64 [3], as `UpdateSums::together`
  Tensor of_all_processes(const UpdateSums& own) const;

  UpdateReport report_of(const std::vector<BatchLoader::Item>& items) const;
  void count(const UpdateReport& report);
  void diverge(int64_t update, const char* what);
  const Tensor& flat_weights() const;

  Config config_;
  std::shared_ptr<TranslationModel> model_;
  Objective objective_;
  const PairSource& pairs_;
  std::vector<std::unique_ptr<TrainingListener>> listeners_;
  Processes processes_;
  FlatParameters flat_;
  Optimizer optimizer_;
  AveragedWeights average_;
  TrainingState state_;
  UnreadUpdates unread_;
  std::optional<BatchLoader> loader_;
  std::optional<std::string> stop_reason_;
  bool has_diverged_ = false;
  int64_t most_positions_ = std::numeric_limits<int64_t>::max();  // that memory sufficed for
};

}  // namespace dragoman

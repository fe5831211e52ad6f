#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "dragoman/config/config.h"
#include "dragoman/search/aligner.h"
#include "dragoman/text/batch_loader.h"

namespace dragoman {

/// One update, as listeners see it.
struct UpdateReport {
  int64_t update = 0;  // from 1
  int64_t epoch = 0;   // from 1
  bool last_of_epoch = false;
  bool skipped = false;       // loss or gradient was not finite: the weights are as they were
  double epoch_share = 0;     // of the epoch that is done, (0, 1]
  double loss = 0;            // what is trained, with smoothing and R-Drop; mean over target words
  double cross_entropy = 0;   // mean over target words, in nats
  int64_t target_tokens = 0;  // end tokens included, padding not
  double learning_rate = 0;
  double gradient_norm = 0;  // of the token mean, before clipping
  double seconds = 0;        // of this update

  /// Target tokens; 0 where no time was measured.
  double tokens_per_second() const {
    return seconds > 0 ? static_cast<double>(target_tokens) / seconds : 0;
  }
};

/// A sentence of the validation set, the same at each validation, as the model translates it.
struct ValidationExample {
  std::string source, reference, translation;
  Alignment alignment;
};

/// One validation.
struct ValidationReport {
  int64_t update = 0;
  int64_t epoch = 0;
  double loss = 0;  // cross-entropy, mean over target words, in nats
  double perplexity = 0;
  double bleu = 0;
  double chrf = 0;
  bool best = false;                          // better than all before, by the metric of choice
  std::string weights{};                      // their fingerprint
  double seconds = 0;                         // what the validation took
  std::vector<ValidationExample> examples{};  // for listeners; no state keeps them
};

/// The value of a report by which models are chosen, and whether larger is better.
double metric_value(const ValidationReport& report, Metric metric);
bool is_better(double value, double than, Metric metric);

/// All that a run needs, beside weights and the optimiser's moments, to go on exactly where it was.
/// Random draws need no state: they are functions of the seed and these numbers.
struct TrainingState {
  int64_t update = 0;              // done
  BatchLoader::Position position;  // of the next batch
  int64_t target_tokens = 0;       // seen
  double seconds = 0;              // spent in updates by this process; not saved
  int64_t skipped = 0;             // updates in a row, up to the last
  int64_t setbacks = 0;            // how often the run was taken back: each halves the rate
  double best = 0;                 // value of the metric of choice
  int64_t best_update = 0;         // 0: no validation yet
  int64_t stale = 0;               // validations since the best
  int64_t since_reduction = 0;  // validations without improvement since the rate was last reduced
  int64_t reductions = 0;       // of the learning rate, by the plateau schedule
  std::vector<ValidationReport> history;
};

/// Enters a validation: best value, staleness, reductions; sets `report.best`, which one without a
/// finite loss never is. Pure.
TrainingState after_validation(TrainingState state, ValidationReport& report, const Config& config);

}  // namespace dragoman

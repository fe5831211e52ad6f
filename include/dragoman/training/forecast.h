#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "dragoman/config/config.h"
#include "dragoman/nn/model.h"
#include "dragoman/training/guides.h"
#include "dragoman/training/preparation.h"
#include "dragoman/training/run_length.h"

namespace dragoman {

/// What a run would be.
struct Forecast {
  std::map<std::string, int64_t> parameters;  // of each part of the model
  int64_t pairs = 0;                          // trained on
  RunLength length;
  double tokens_per_second = 0;   // target tokens
  double validation_seconds = 0;  // of each validation
  int64_t peak_memory = 0;        // bytes, resident, of this process
  int64_t disk = 0;               // bytes, at most

  /// Of the whole run: target tokens / (target tokens a second) + validations.
  double seconds() const;
};

/// Tries the run: the real trainer makes two updates on the largest batch, then twenty on the first
/// batches of the run, whose speed counts from the third on, and validates on some sentences, whose
/// translations are held to the mean length of the references, as an untrained model would never
/// end. Writes no file. The model has changed afterwards.
/// @param share of the run's training pairs that `data` has; the length is that of the whole run
Forecast forecast_run(const Config& config, const std::shared_ptr<TranslationModel>& model,
                      const TrainingData& data, double share = 1, const Guides& guides = {});

}  // namespace dragoman

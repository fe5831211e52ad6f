#pragma once
#include <memory>
#include <optional>

#include "dragoman/training/assembly.h"
#include "dragoman/training/guides.h"
#include "dragoman/training/processes.h"
#include "dragoman/training/resume.h"
#include "dragoman/training/run_lock.h"

namespace dragoman {

/// What a run is made of once its data are prepared; all of it outlives the training.
struct TrainingRun {
  const Config& config;
  const RunDirectory& directory;
  const RunLock* lock;  // none in the processes that write nothing
  const TrainingData& data;
  const Machine& machine;
  Processes processes;
  Guides guides;
};

/// Trains to the end, taking the run back to its last checkpoint where it diverges. Ends after the
/// current update on Ctrl-C, or when the terminal is closed; a second Ctrl-C ends the program.
/// Returns the signal that ended it, or 0.
/// @param model untrained, and `start` what it goes on from
/// @throws Error where the run has diverged for good
int train_to_end(const TrainingRun& run, std::shared_ptr<TranslationModel> model,
                 std::optional<Start> start);

}  // namespace dragoman

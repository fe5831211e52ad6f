#include "cli/training_run.h"

#include <cmath>
#include <csignal>
#include <iostream>
#include <vector>

#include <spdlog/spdlog.h>
#include <unistd.h>

#include "dragoman/base/error.h"
#include "dragoman/report/metrics_log.h"
#include "dragoman/report/progress.h"
#include "dragoman/report/run_report.h"
#include "dragoman/report/tensorboard.h"
#include "dragoman/training/checkpoint.h"
#include "dragoman/training/trainer.h"
#include "dragoman/training/validator.h"

namespace dragoman {
namespace {

volatile std::sig_atomic_t interrupted = 0;  // the signal, or 0

class Interruption : public TrainingListener {
 public:
  void on_start(Trainer& /*trainer*/) override {
    const auto handler = [](int signal) {
      interrupted = signal;
      std::signal(signal, SIG_DFL);
    };
    std::signal(SIGINT, handler);
    std::signal(SIGTERM, handler);
    // nohup has it ignored, and means it.
    if (std::signal(SIGHUP, handler) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);
  }
  void on_update(Trainer& trainer, const UpdateReport& /*report*/) override {
    if (interrupted) trainer.stop("interrupted");
  }
};

using Listeners = std::vector<std::unique_ptr<TrainingListener>>;

/// What tells of the run and keeps it.
void add_writers(Listeners& listeners, const TrainingRun& run) {
  listeners.push_back(std::make_unique<MetricsLog>(run.directory.metrics()));
  listeners.push_back(std::make_unique<RunReport>(run.directory));
  if (run.config.training.tensorboard) {
    listeners.push_back(std::make_unique<TensorBoardLog>(run.directory.root));
  }
  listeners.push_back(std::make_unique<Checkpointer>(run.directory, *run.lock,
                                                     run.data.vocabularies, run.data.fingerprints));
  listeners.push_back(std::make_unique<Progress>(std::cerr, ::isatty(STDERR_FILENO) == 1));
}

Listeners make_listeners(const TrainingRun& run) {
  const TrainingData& data = run.data;
  Listeners listeners;
  if (data.valid.size() > 0) {
    listeners.push_back(
        std::make_unique<Validator>(data.valid, data.valid_text, data.vocabularies));
  }
  if (run.lock != nullptr) add_writers(listeners, run);
  listeners.push_back(std::make_unique<Interruption>());
  return listeners;
}

void log_model(const TrainingRun& run, TranslationModel& model) {
  const int64_t processes = run.processes.size();
  spdlog::info("{} parameters on {}; {}{}", parameter_count(model), run.machine.device.str(),
               run.machine.threads,
               processes == 1 ? "" : fmt::format(" in each of {} processes", processes));
}

}  // namespace

int train_to_end(const TrainingRun& run, std::shared_ptr<TranslationModel> model,
                 std::optional<Start> start) {
  for (int64_t setbacks = 0;;) {
    if (!model) model = make_run_model(run.config, run.data, run.machine);
    const std::string& given = run.config.training.start_from;
    if (!start && run.processes.is_first() && !given.empty()) {
      start_from(given, run.data.vocabularies, run.config, *model);
    }
    Trainer trainer(run.config, model, *run.data.train, make_listeners(run), run.processes,
                    run.guides);
    if (start) resume(trainer, *start);
    start.reset();
    trainer.set_back(setbacks);
    log_model(run, *model);
    const std::string reason = trainer.run();
    if (!trainer.has_diverged()) return interrupted;
    model.reset();
    setbacks = trainer.state().setbacks + 1;
    if (setbacks > run.config.training.setbacks) {
      fail(
          "{}: the run has diverged, and {} keeps its last good checkpoints; lower "
          "optimizer.learning_rate or optimizer.clip_norm and go on with --resume",
          reason, run.directory.root.string());
    }
    if (run.lock == nullptr) continue;  // begins where the first process does
    start = newest_start(run.directory);
    spdlog::warn("{}: the run has diverged and goes back to {}, with {} of the learning rate",
                 reason, start ? start->path.string() : "its beginning",
                 std::ldexp(1.0, -static_cast<int>(setbacks)));
  }
}

}  // namespace dragoman

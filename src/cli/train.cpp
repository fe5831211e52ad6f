#include <algorithm>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <spdlog/spdlog.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/confirm.h"
#include "dragoman/base/atomic_file.h"
#include "dragoman/base/error.h"
#include "dragoman/base/log.h"
#include "dragoman/base/memory.h"
#include "dragoman/config/config_file.h"
#include "dragoman/nn/libraries.h"
#include "dragoman/nn/model_file.h"
#include "dragoman/nn/runtime.h"
#include "dragoman/report/forecast_text.h"
#include "dragoman/report/metrics_log.h"
#include "dragoman/report/progress.h"
#include "dragoman/report/run_report.h"
#include "dragoman/report/tensorboard.h"
#include "dragoman/text/batching.h"
#include "dragoman/training/assembly.h"
#include "dragoman/training/checkpoint.h"
#include "dragoman/training/disk_need.h"
#include "dragoman/training/forecast.h"
#include "dragoman/training/preparation.h"
#include "dragoman/training/resume.h"
#include "dragoman/training/run_lock.h"
#include "dragoman/training/trainer.h"
#include "dragoman/training/validator.h"

namespace dragoman {
namespace {

struct TrainOptions {
  std::string config;
  std::vector<std::string> overrides;
  bool resume = false;
  bool check_only = false;
  bool dry_run = false;
  bool yes = false;
};

volatile std::sig_atomic_t interrupted = 0;  // the signal, or 0

/// Ends training after the current update on Ctrl-C, or when the terminal is closed, so that the
/// run is saved; a second Ctrl-C ends the program at once.
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

/// Where the run goes on. A run that has not come to its first checkpoint begins anew.
std::optional<Start> find_start(const RunDirectory& directory, bool resume) {
  const bool begun =
      !directory.all_checkpoints().empty() || std::filesystem::exists(directory.best());
  if (!resume && begun) {
    fail_input(
        "{} already holds a run: go on with it by --resume, or set another training.directory",
        directory.root.string());
  }
  return resume ? newest_start(directory) : std::nullopt;
}

/// The vocabulary of the run, which must be in the file where the configuration names one.
Vocabulary vocabulary_of(const std::string& bytes, const Start& start, const char* key,
                         const std::string& file) {
  Vocabulary vocabulary = Vocabulary::from_bytes(bytes, start.path.string());
  if (!file.empty() && Vocabulary::load(file).bytes() != bytes) {
    fail_input("{}: {} is not the vocabulary that the run {} began with: give that one", key, file,
               start.path.string());
  }
  return vocabulary;
}

Vocabularies vocabularies_for(const Config& config, const ParallelCorpus& text,
                              const std::optional<Start>& start) {
  if (!start) return make_vocabularies(config.vocabulary, text);
  const VocabularyConfig& names = config.vocabulary;
  return {vocabulary_of(start->file.source_vocabulary, *start, "vocabulary.source_model",
                        names.source_model),
          vocabulary_of(start->file.target_vocabulary, *start, "vocabulary.target_model",
                        names.target_model),
          names.joint};
}

/// What differs from the run's last checkpoint or, before the first, from its best model.
std::vector<ChangedKey> changes_since(const std::optional<Start>& start,
                                      const RunDirectory& directory, const Config& config,
                                      const Fingerprints& data) {
  if (start) return check_same_run(start->file, start->path, config, data);
  if (!std::filesystem::exists(directory.best())) return {};
  return check_same_run(read_model_header(directory.best()), directory.best(), config, data);
}

std::vector<std::unique_ptr<TrainingListener>> make_listeners(const Config& config,
                                                              const RunDirectory& directory,
                                                              const RunLock& lock,
                                                              const TrainingData& data) {
  std::vector<std::unique_ptr<TrainingListener>> listeners;
  if (data.valid.size() > 0) {
    listeners.push_back(
        std::make_unique<Validator>(data.valid, data.valid_text, data.vocabularies));
  }
  listeners.push_back(std::make_unique<MetricsLog>(directory.metrics()));
  listeners.push_back(std::make_unique<RunReport>(directory));
  if (config.training.tensorboard) {
    listeners.push_back(std::make_unique<TensorBoardLog>(directory.root));
  }
  listeners.push_back(
      std::make_unique<Checkpointer>(directory, lock, data.vocabularies, data.fingerprints));
  listeners.push_back(std::make_unique<Progress>(std::cerr, ::isatty(STDERR_FILENO) == 1));
  listeners.push_back(std::make_unique<Interruption>());
  return listeners;
}

void start_run_directory(const RunDirectory& directory, const Config& config,
                         const Vocabularies& vocabularies) {
  std::error_code failure;
  std::filesystem::create_directory(directory.checkpoints(), failure);
  if (failure) {
    fail_input("cannot create {} ({}): set another training.directory",
               directory.checkpoints().string(), failure.message());
  }
  remove_left_over(directory.root);
  remove_left_over(directory.checkpoints());
  write_atomically(directory.config(), [&](std::ostream& out) { out << write_config(config); });
  directory.save(vocabularies);
  log_to_file(directory.log());
}

void log_vocabulary_size(const VocabularyConfig& given, const Vocabularies& chosen) {
  const bool trained = given.source_model.empty() && given.target_model.empty();
  if (given.size != 0 || !trained) return;
  const int64_t size = std::min(chosen.source.size(), chosen.target.size());
  if (size == VocabularyConfig::automatic_size) return;
  spdlog::warn("vocabulary.size: {} instead of {}, as the training text allows no more", size,
               VocabularyConfig::automatic_size);
}

void log_padding(const Config& config, const EncodedCorpus& corpus) {
  const auto seed = static_cast<uint64_t>(config.training.seed);
  const std::vector<PairLength> lengths =
      pair_lengths(drawn_corpus(corpus, seed, 0).value_or(corpus));
  const PaddedShare share = padded_share(plan_epoch(lengths, config.batch, seed, 0), lengths);
  spdlog::info("padding in the batches: {:.1f} % of source positions, {:.1f} % of target positions",
               100 * share.source, 100 * share.target);
}

void print_forecast(const Config& config, const std::shared_ptr<TranslationModel>& model,
                    const TrainingData& data) {
  const Forecast forecast = forecast_run(config, model, data);
  const std::filesystem::path directory = config.training.directory;
  const Resources resources{usable_memory(), free_space(directory)};
  std::cout << format(forecast, resources) << std::flush;
  check_space(forecast.disk, resources.disk, directory);
}

void log_setup(const Config& given, const Config& config, const TrainingData& data,
               const Machine& machine) {
  log_vocabulary_size(given.vocabulary, data.vocabularies);
  spdlog::info("{}", data.report);
  for (const std::string& warning : data.warnings) spdlog::warn("{}", warning);
  spdlog::info("{}", describe(machine.arithmetic, machine.device));
  spdlog::info("{}", describe_libraries());
  log_padding(config, data.train);
}

/// Trains to the end, taking the run back to its last checkpoint where it diverges.
void run_to_end(const Config& config, const RunDirectory& directory, const RunLock& lock,
                const TrainingData& data, const Machine& machine,
                std::shared_ptr<TranslationModel> model, std::optional<Start> start) {
  for (int64_t setbacks = 0;;) {
    if (!model) model = make_run_model(config, data.vocabularies, machine);
    Trainer trainer(config, model, data.train, make_listeners(config, directory, lock, data));
    if (start) resume(trainer, *start);
    start.reset();
    trainer.set_back(setbacks);
    spdlog::info("{} parameters on {}; {}", parameter_count(*model), machine.device.str(),
                 machine.threads);
    const std::string reason = trainer.run();
    if (!trainer.has_diverged()) return;
    model.reset();
    setbacks = trainer.state().setbacks + 1;
    if (setbacks > config.training.setbacks) {
      fail(
          "{}: the run has diverged, and {} keeps its last good checkpoints; lower "
          "optimizer.learning_rate or optimizer.clip_norm and go on with --resume",
          reason, directory.root.string());
    }
    start = newest_start(directory);
    spdlog::warn("{}: the run has diverged and goes back to {}, with {} of the learning rate",
                 reason, start ? start->path.string() : "its beginning",
                 std::ldexp(1.0, -static_cast<int>(setbacks)));
  }
}

void print_check(const TrainingData& data) {
  std::cout << data.report;
  for (const auto* sentences : {&data.doubts, &data.warnings}) {
    for (const std::string& sentence : *sentences) std::cout << sentence << '\n';
  }
}

void train(const TrainOptions& options) {
  const Config given = read_config(options.config, options.overrides, model_choices());
  const Machine machine = prepare_machine(given.runtime);
  const RunDirectory directory{given.training.directory};
  const bool writes = !options.check_only && !options.dry_run;
  std::optional<RunLock> lock;
  if (writes) lock.emplace(directory);
  std::optional<Start> start =
      options.check_only ? std::nullopt : find_start(directory, options.resume);

  const ParallelCorpus text = read_training_text(given.data);
  const TrainingData data = prepare_data(given, text, vocabularies_for(given, text, start));
  const Config config = with_vocabulary_size(given, data.vocabularies);
  if (options.check_only) return print_check(data);
  auto model = make_run_model(config, data.vocabularies, machine);
  if (options.dry_run) return print_forecast(config, model, data);
  if (!start) confirm(data.doubts, options.yes);
  const std::vector<ChangedKey> changes =
      changes_since(start, directory, config, data.fingerprints);
  start_run_directory(directory, config, data.vocabularies);
  for (const auto& [key, before, after, changeable] : changes) {
    spdlog::info("{} = {}, and was {}", key, after, before);
  }
  log_setup(given, config, data, machine);
  run_to_end(config, directory, *lock, data, machine, std::move(model), std::move(start));
  if (interrupted) {
    spdlog::info("saved; go on with: dragoman train {} --resume", directory.config().string());
    throw Interrupted{interrupted};
  }
  if (!std::filesystem::exists(directory.best())) {
    fail("no validation had a finite loss: {} holds checkpoints, but no best model",
         directory.root.string());
  }
  spdlog::info("best model: {}", directory.best().string());
}

}  // namespace

void add_train(CLI::App& program) {
  auto options = std::make_shared<TrainOptions>();
  CLI::App* command = program.add_subcommand("train", "Train a model as a configuration file says");
  command->add_option("config", options->config, "Configuration (TOML)")
      ->required()
      ->type_name("CONFIG.toml");
  command->add_option("--set", options->overrides, "Override a key: model.attention.kind=general")
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->take_all();
  CLI::Option* resume = command->add_flag(
      "--resume", options->resume, "Go on from the run's last checkpoint; begin where it has none");
  CLI::Option* check =
      command->add_flag("--check", options->check_only, "Only check the data and print the table");
  command->add_flag("--yes", options->yes,
                    "Train though most of the data is dropped or misaligned, or sides are swapped");
  command
      ->add_flag("--dry-run", options->dry_run,
                 "Try some updates; print size, time, memory and disk of the run; leave nothing")
      ->excludes(resume)
      ->excludes(check);
  command->add_flag_callback(
      "--keys",
      [] {
        std::cout << describe_config(model_choices());
        throw CLI::Success();
      },
      "Print every key with its default and meaning");
  command->footer(
      "Examples:\n"
      "  dragoman train configs/sample.toml --dry-run\n"
      "  dragoman train configs/sample.toml\n"
      "  dragoman train configs/sample.toml --set model.attention.kind=general --set "
      "training.directory=runs/general\n"
      "  dragoman train configs/sample.toml --resume");
  command->callback([options] { train(*options); });
}

}  // namespace dragoman

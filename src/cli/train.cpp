#include <algorithm>
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

/// Ends training after the current update on Ctrl-C, so that the run is saved; a second Ctrl-C
/// ends the program at once.
class Interruption : public TrainingListener {
 public:
  void on_start(Trainer& /*trainer*/) override {
    const auto handler = [](int signal) {
      interrupted = signal;
      std::signal(signal, SIG_DFL);
    };
    std::signal(SIGINT, handler);
    std::signal(SIGTERM, handler);
  }
  void on_update(Trainer& trainer, const UpdateReport& /*report*/) override {
    if (interrupted) trainer.stop("interrupted");
  }
};

/// A checkpoint to go on from.
struct Start {
  std::filesystem::path path;
  ModelFile file;
};

std::optional<Start> find_start(const RunDirectory& directory, bool resume) {
  const auto last = directory.last_checkpoint();
  if (resume && !last) {
    fail_input("{}: no checkpoint to resume; train without --resume first",
               directory.checkpoints().string());
  }
  if (!resume && last) {
    fail_input(
        "{} already holds a run: go on with it by --resume, or set another training.directory",
        directory.root.string());
  }
  if (!last) return std::nullopt;
  return Start{*last, read_model_file(*last)};
}

Vocabularies vocabularies_for(const Config& config, const ParallelCorpus& text,
                              const std::optional<Start>& start) {
  if (!start) return make_vocabularies(config.vocabulary, text);
  return {Vocabulary::from_bytes(start->file.source_vocabulary, start->path.string()),
          Vocabulary::from_bytes(start->file.target_vocabulary, start->path.string()),
          config.vocabulary.joint};
}

std::vector<std::unique_ptr<TrainingListener>> make_listeners(const Config& config,
                                                              const RunDirectory& directory,
                                                              const TrainingData& data) {
  std::vector<std::unique_ptr<TrainingListener>> listeners;
  if (data.valid.size() > 0) {
    listeners.push_back(
        std::make_unique<Validator>(data.valid, data.valid_text, data.vocabularies));
  }
  listeners.push_back(
      std::make_unique<Checkpointer>(directory, data.vocabularies, data.fingerprint));
  listeners.push_back(std::make_unique<Progress>(std::cerr, ::isatty(STDERR_FILENO) == 1));
  listeners.push_back(std::make_unique<MetricsLog>(directory.metrics()));
  listeners.push_back(std::make_unique<RunReport>(directory));
  if (config.training.tensorboard) {
    listeners.push_back(std::make_unique<TensorBoardLog>(directory.root));
  }
  listeners.push_back(std::make_unique<Interruption>());
  return listeners;
}

void start_run_directory(const RunDirectory& directory, const Config& config,
                         const Vocabularies& vocabularies) {
  std::error_code failure;
  std::filesystem::create_directories(directory.checkpoints(), failure);
  if (failure) {
    fail_input("cannot create {} ({}): set another training.directory",
               directory.checkpoints().string(), failure.message());
  }
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
  const Resources resources{physical_memory(), free_space(directory)};
  std::cout << format(forecast, resources) << std::flush;
  check_space(forecast.disk, resources.disk, directory);
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
  const std::optional<Start> start =
      options.check_only ? std::nullopt : find_start(directory, options.resume);

  const ParallelCorpus text = read_training_text(given.data);
  const TrainingData data = prepare_data(given, text, vocabularies_for(given, text, start));
  const Config config = with_vocabulary_size(given, data.vocabularies);
  if (options.check_only) return print_check(data);
  if (!start && !options.dry_run) confirm(data.doubts, options.yes);
  const auto model = make_run_model(config, data.vocabularies, machine);
  if (options.dry_run) return print_forecast(config, model, data);
  Trainer trainer(config, model, data.train, make_listeners(config, directory, data));
  if (start) resume(trainer, start->file, start->path, data.fingerprint);

  start_run_directory(directory, config, data.vocabularies);
  log_vocabulary_size(given.vocabulary, data.vocabularies);
  spdlog::info("{}", data.report);
  for (const std::string& warning : data.warnings) spdlog::warn("{}", warning);
  spdlog::info("{} parameters on {}; {}", parameter_count(*model), machine.device.str(),
               machine.threads);
  spdlog::info("{}", describe(machine.arithmetic, machine.device));
  spdlog::info("{}", describe_libraries());
  log_padding(config, data.train);
  trainer.run();
  if (interrupted) {
    spdlog::info("saved; go on with: dragoman train {} --resume", directory.config().string());
    throw Interrupted{interrupted};
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
  CLI::Option* resume =
      command->add_flag("--resume", options->resume, "Go on from the run's last checkpoint");
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

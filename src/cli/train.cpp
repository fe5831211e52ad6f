#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <spdlog/spdlog.h>

#include "cli/commands.h"
#include "cli/confirm.h"
#include "cli/run_vocabularies.h"
#include "cli/train_seeds.h"
#include "cli/training_run.h"
#include "dragoman/base/atomic_file.h"
#include "dragoman/base/error.h"
#include "dragoman/base/log.h"
#include "dragoman/base/memory.h"
#include "dragoman/config/config_file.h"
#include "dragoman/nn/libraries.h"
#include "dragoman/nn/model_file.h"
#include "dragoman/nn/runtime.h"
#include "dragoman/report/forecast_text.h"
#include "dragoman/text/epoch_survey.h"
#include "dragoman/training/disk_need.h"
#include "dragoman/training/forecast.h"
#include "dragoman/training/launch.h"
#include "dragoman/training/preparation.h"
#include "dragoman/training/teachers.h"

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

/// What differs from the run's last checkpoint or, before the first, from its best model.
std::vector<ChangedKey> changes_since(const std::optional<Start>& start,
                                      const RunDirectory& directory, const Config& config,
                                      const Fingerprints& data) {
  if (start) return check_same_run(start->file, start->path, config, data);
  if (!std::filesystem::exists(directory.best())) return {};
  return check_same_run(read_model_header(directory.best()), directory.best(), config, data);
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
  save(vocabularies, directory.root);
  log_to_file(directory.log());
}

void log_vocabulary_size(const Config& given, const Vocabularies& chosen) {
  const VocabularyConfig& names = given.vocabulary;
  const bool trained = names.source_model.empty() && names.target_model.empty() &&
                       given_models(given.training).empty();
  if (names.size != 0 || !trained) return;
  const int64_t size = std::min(chosen.source.size(), chosen.target.size());
  if (size == VocabularyConfig::automatic_size) return;
  spdlog::warn("vocabulary.size: {} instead of {}, as the training text allows no more", size,
               VocabularyConfig::automatic_size);
}

void log_padding(const Config& config, const PairSource& pairs) {
  const EpochSurvey survey =
      survey_epoch(Batching(pairs, config.batch, static_cast<uint64_t>(config.training.seed)));
  spdlog::info("padding in the batches: {:.1f} % of source positions, {:.1f} % of target positions",
               100 * survey.source_padding, 100 * survey.target_padding);
}

void print_forecast(const Config& config, const std::shared_ptr<TranslationModel>& model,
                    const TrainingData& data, const Guides& guides) {
  if (!config.training.start_from.empty()) {
    start_from(config.training.start_from, data.vocabularies, config, *model);
  }
  const Forecast forecast = forecast_run(config, model, data, 1, guides);
  if (config.training.seeds > 1) {
    std::cout << fmt::format("of each of {} seeds:\n", config.training.seeds);
  }
  const std::filesystem::path directory = config.training.directory;
  const Resources resources{usable_memory(), free_space(directory)};
  std::cout << format(forecast, resources) << std::flush;
  check_space(forecast.disk, resources.disk, directory);
}

void log_setup(const Config& given, const Config& config, const TrainingData& data,
               const Machine& machine) {
  log_vocabulary_size(given, data.vocabularies);
  spdlog::info("{}", data.report);
  for (const std::string& warning : data.warnings) spdlog::warn("{}", warning);
  spdlog::info("{}", describe(machine.arithmetic, machine.device));
  spdlog::info("{}", describe_libraries());
  log_padding(config, *data.train);
}

void print_check(const TrainingData& data) {
  std::cout << data.report;
  for (const auto* sentences : {&data.doubts, &data.warnings}) {
    for (const std::string& sentence : *sentences) std::cout << sentence << '\n';
  }
}

/// This process's part of a run, which is all of it unless a launcher started several.
Processes meet_others(const std::optional<Launch>& launch) {
  if (!launch) return {};
  if (launch->rank > 0) {
    spdlog::set_level(spdlog::level::warn);
    spdlog::set_pattern(fmt::format("process {}: %v", launch->rank));
  }
  return Processes(*launch);
}

/// Checks that the run may begin or go on, and makes its directory.
void begin_run(const TrainOptions& options, const Config& given, const TrainingRun& run,
               const std::optional<Start>& start) {
  if (!start) confirm(run.data.doubts, options.yes);
  const std::vector<ChangedKey> changes =
      changes_since(start, run.directory, run.config, run.data.fingerprints);
  start_run_directory(run.directory, run.config, run.data.vocabularies);
  for (const ChangedKey& changed : changes) {
    spdlog::info("{} = {}, and was {}", changed.key, changed.after, changed.before);
  }
  log_setup(given, run.config, run.data, run.machine);
}

void end_run(const RunDirectory& directory, int signal) {
  if (signal != 0) {
    spdlog::info("saved; go on with: dragoman train {} --resume", directory.config().string());
  } else if (!std::filesystem::exists(directory.best())) {
    fail("no validation had a finite loss: {} holds checkpoints, but no best model",
         directory.root.string());
  } else {
    spdlog::info("best model: {}", directory.best().string());
  }
}

/// This command once more.
std::vector<std::string> arguments_of(const TrainOptions& options) {
  std::vector<std::string> arguments = {"train", options.config};
  for (const std::string& setting : options.overrides) {
    arguments.insert(arguments.end(), {"--set", setting});
  }
  if (options.resume) arguments.push_back("--resume");
  if (options.yes) arguments.push_back("--yes");
  return arguments;
}

void train(const TrainOptions& options) {
  const Config given = read_config(options.config, options.overrides, model_choices());
  const bool only_looks = options.check_only || options.dry_run;
  const std::optional<Launch> launch = only_looks ? std::nullopt : read_launch(std::getenv);
  if (given.training.seeds > 1 && !only_looks) {
    if (launch)
      fail_input("training.seeds: several processes train one seed: set training.seeds=1");
    return train_seeds(given, arguments_of(options));
  }
  const Machine machine = prepare_machine(given.runtime, launch.value_or(Launch{}));
  const Processes processes = meet_others(launch);
  const RunDirectory directory{given.training.directory};
  std::optional<RunLock> lock;
  if (!only_looks && processes.is_first()) lock.emplace(directory);
  std::optional<Start> start;
  if (lock || options.dry_run) start = find_start(directory, options.resume);

  const ParallelCorpus text = read_training_text(given.data);
  const TrainingData data =
      prepare_data(given, text, run_vocabularies(processes, given, text, start));
  const Config config = with_vocabulary_size(given, data.vocabularies);
  if (options.check_only) return print_check(data);
  auto model = make_run_model(config, data, machine);
  const Guides guides = make_guides(config, data.vocabularies, machine);
  if (options.dry_run) return print_forecast(config, model, data, guides);
  check_same_everywhere(processes, config, data.fingerprints, machine);
  const TrainingRun run{config,    directory, lock ? &*lock : nullptr, data, machine,
                        processes, guides};
  if (lock) begin_run(options, given, run, start);
  const int signal = train_to_end(run, std::move(model), std::move(start));
  if (lock) end_run(directory, signal);
  processes.of_all("the end");  // only now may one of them go
  if (signal != 0) throw Interrupted{signal};
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

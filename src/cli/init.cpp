#include <filesystem>
#include <iostream>
#include <memory>
#include <string>

#include <spdlog/spdlog.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "dragoman/base/error.h"
#include "dragoman/nn/runtime.h"
#include "dragoman/report/progress.h"
#include "dragoman/text/hold_out.h"
#include "dragoman/text/lines.h"
#include "dragoman/training/assembly.h"
#include "dragoman/training/forecast.h"
#include "dragoman/training/suggest_config.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

struct InitOptions {
  std::string source, target, valid_source, valid_target, output;
};

void check_options(const InitOptions& options) {
  if (options.valid_source.empty() != options.valid_target.empty()) {
    fail_input("--valid-source and --valid-target go together: give both or neither");
  }
  if (options.valid_source.empty() && options.output.empty()) {
    fail_input(
        "without --valid-source and --valid-target some lines are held out, into files beside the "
        "configuration: give --output FILE");
  }
  if (!options.output.empty() && fs::is_regular_file(options.output)) {
    fail_input("{} is there already: remove it, or give another --output", options.output);
  }
}

/// The text to train on, and the files that it and the validation text are in.
struct Corpus {
  ParallelCorpus train;
  DataConfig files;
};

Corpus given_corpus(const InitOptions& options, ParallelCorpus text) {
  Corpus corpus{std::move(text), {}};
  corpus.files.train_source = options.source;
  corpus.files.train_target = options.target;
  corpus.files.valid_source = options.valid_source;
  corpus.files.valid_target = options.valid_target;
  return corpus;
}

Corpus divided_corpus(const InitOptions& options, ParallelCorpus text) {
  SplitCorpus split = hold_out(std::move(text));
  const SplitNames names = split_names(options.output, options.source, options.target);
  write_split(split, names);
  spdlog::info("{} pairs held out for validation: {}, {}", split.valid.size(),
               names.source.valid.string(), names.target.valid.string());
  Corpus corpus{std::move(split.train), {}};
  corpus.files.train_source = names.source.train.string();
  corpus.files.train_target = names.target.train.string();
  corpus.files.valid_source = names.source.valid.string();
  corpus.files.valid_target = names.target.valid.string();
  return corpus;
}

Corpus read_corpus(const InitOptions& options) {
  constexpr size_t few = 100;
  ParallelCorpus text = read_parallel(options.source, options.target);
  if (text.size() < few) {
    spdlog::warn("{} pairs are too few to learn to translate from: thousands are a beginning",
                 text.size());
  }
  return options.valid_source.empty() ? divided_corpus(options, std::move(text))
                                      : given_corpus(options, std::move(text));
}

std::string run_directory(const InitOptions& options) {
  const std::string name = fs::path(options.output).stem().string();
  return "runs/" + (name.empty() ? "mine" : name);
}

/// The suggestion with what only this run and this machine know.
Suggestion completed(Suggestion suggestion, DataConfig files, const Machine& machine,
                     const InitOptions& options) {
  files.max_length = suggestion.config.data.max_length;
  suggestion.config.data = std::move(files);
  suggestion.config.training.directory = run_directory(options);
  suggestion.reasons["training.directory"] = "models, checkpoints, logs";
  suggestion.reasons["runtime.device"] = "here: " + describe(machine.arithmetic, machine.device);
  suggestion.reasons["runtime.threads"] = "0: all cores; here: " + machine.threads;
  return suggestion;
}

Forecast try_out(const Config& config, const TriedSuggestion& on, size_t pairs,
                 const Machine& machine) {
  const TrainingData data = prepare_data(config, on.sample, on.vocabularies);
  return forecast_run(config, make_run_model(config, data, machine), data,
                      static_cast<double>(on.sample.size()) / static_cast<double>(pairs));
}

std::string configuration(const Suggestion& suggestion, const Forecast& forecast) {
  return fmt::format(
      "# Written by dragoman init. On this machine the whole training takes about {}: {} updates\n"
      "# at {:.0f} target tokens/s. Keys that are not here have their defaults: dragoman train "
      "--keys\n\n{}",
      format_duration(forecast.seconds()), forecast.length.updates, forecast.tokens_per_second,
      write_explained(suggestion.config, suggestion.reasons));
}

void write_configuration(const InitOptions& options, const std::string& text) {
  if (options.output.empty()) {
    std::cout << text;
    return;
  }
  write_text(options.output, [&](std::ostream& out) { out << text; });
  spdlog::info("{}: look at it, then: dragoman train {}", options.output, options.output);
}

void init(const InitOptions& options) {
  check_options(options);
  const Corpus corpus = read_corpus(options);
  const Machine machine = prepare_machine({});
  const TriedSuggestion found = suggest_for(corpus.train);
  const Suggestion suggestion = completed(found.suggestion, corpus.files, machine, options);
  spdlog::info("trying some updates");
  const Forecast forecast = try_out(suggestion.config, found, corpus.train.size(), machine);
  write_configuration(options, configuration(suggestion, forecast));
}

}  // namespace

void add_init(CLI::App& program) {
  auto options = std::make_shared<InitOptions>();
  CLI::App* command =
      program.add_subcommand("init", "Look at a corpus and write a configuration that fits it");
  const auto add_file = [&](const char* name, std::string& member, const char* help) {
    return command->add_option(name, member, help)->type_name("FILE");
  };
  add_file("--source", options->source, "Training text, one sentence a line, plain or .gz")
      ->required();
  add_file("--target", options->target, "Its translation, line by line")->required();
  add_file("--valid-source", options->valid_source,
           "Validation text; without it, some lines are held out into files beside the output");
  add_file("--valid-target", options->valid_target, "Its translation");
  add_output(*command, "--output", options->output,
             "Configuration to write; without it, it goes to stdout");
  command->footer(
      "Examples:\n"
      "  dragoman init --source corpus.en --target corpus.de --output my.toml\n"
      "  dragoman train my.toml\n"
      "  dragoman translate runs/my/best.safetensors");
  command->callback([options] { init(*options); });
}

}  // namespace dragoman

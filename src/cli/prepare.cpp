#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <spdlog/spdlog.h>

#include "cli/commands.h"
#include "cli/line_progress.h"
#include "dragoman/base/error.h"
#include "dragoman/config/config_file.h"
#include "dragoman/nn/model.h"
#include "dragoman/text/prepared_corpus.h"
#include "dragoman/training/preparation.h"

namespace dragoman {
namespace {

struct PrepareOptions {
  std::string config;
  std::vector<std::string> overrides;
};

void prepare(const PrepareOptions& options) {
  const Config config = read_config(options.config, options.overrides, model_choices());
  const DataConfig& data = config.data;
  require_training_text(data);
  if (data.prepared.size() != 1) {
    fail_input(
        "data.prepared {}: name the one folder to write, in {} or by --set data.prepared=FOLDER",
        data.prepared.empty() ? "is not set" : "names several folders", options.config);
  }
  const std::string& folder = data.prepared.front();
  std::optional<LineProgress> progress;
  const CorpusReport report =
      prepare_corpus(folder, data, config.vocabulary, [&](int64_t done, int64_t all) {
        if (!progress) progress.emplace(static_cast<size_t>(all), true);
        progress->show(static_cast<size_t>(done));
      });
  progress.reset();
  std::cout << format({report}) << std::flush;
  for (const auto* sentences : {&report.warnings, &report.doubts}) {
    for (const std::string& sentence : *sentences) spdlog::warn("{}", sentence);
  }
  spdlog::info("{}: {} pairs; train from it with: dragoman train {} --set data.prepared={}", folder,
               report.kept, options.config, folder);
}

}  // namespace

void add_prepare(CLI::App& program) {
  auto options = std::make_shared<PrepareOptions>();
  CLI::App* command = program.add_subcommand(
      "prepare", "Encode a corpus of any size once, for training to read as it needs it");
  command->add_option("config", options->config, "Configuration (TOML) that names the corpus")
      ->required()
      ->type_name("CONFIG.toml");
  command->add_option("--set", options->overrides, "Override a key: data.prepared=FOLDER")
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->take_all();
  command->footer(
      "Writes the folder data.prepared. A preparation that was ended goes on where it was when the "
      "same is given again.\n"
      "Example:\n"
      "  dragoman prepare configs/sample.toml --set data.prepared=prepared\n"
      "  dragoman train configs/sample.toml --set data.prepared=prepared");
  command->callback([options] { prepare(*options); });
}

}  // namespace dragoman

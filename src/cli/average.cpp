#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <spdlog/spdlog.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "dragoman/base/error.h"
#include "dragoman/training/average_models.h"

namespace dragoman {
namespace {

struct AverageOptions {
  std::string output;
  std::vector<std::string> inputs;  // model files, or one run's folder
  std::optional<size_t> last, best;
};

std::vector<std::filesystem::path> chosen_models(const AverageOptions& options) {
  const bool is_run = std::filesystem::is_directory(options.inputs.front());
  if (!options.last && !options.best) {
    if (is_run) fail_input("{} is a folder: say --last N or --best N", options.inputs.front());
    return {options.inputs.begin(), options.inputs.end()};
  }
  if (options.last && options.best) fail_input("give one of --last and --best");
  if (!is_run || options.inputs.size() > 1) {
    fail_input("--last and --best choose among the checkpoints of one run: give its folder");
  }
  const RunDirectory run{options.inputs.front()};
  return options.last ? last_checkpoints(run, *options.last) : best_checkpoints(run, *options.best);
}

void average(const AverageOptions& options) {
  const std::vector<std::filesystem::path> models = chosen_models(options);
  write_model_file(options.output, average_models(models));
  for (const auto& model : models) spdlog::info("averaged {}", model.string());
}

}  // namespace

void add_average(CLI::App& program) {
  auto options = std::make_shared<AverageOptions>();
  CLI::App* command = program.add_subcommand(
      "average", "Write the model whose weights are the mean of several checkpoints'");
  add_output(*command, "output", options->output, "The new model file")
      .required()
      ->type_name("OUTPUT");
  command->add_option("models", options->inputs, "Checkpoints of one run, or the run's folder")
      ->required()
      ->type_name("CHECKPOINT...");
  add_number(*command, "--last", options->last, Range{1, 1000},
             "Of a run the newest N checkpoints");
  add_number(*command, "--best", options->best, Range{1, 1000},
             "Of a run the N that did best in their validation");
  command->footer(
      "A run keeps as many checkpoints as training.keep and training.keep_best say.\n"
      "Examples:\n"
      "  dragoman average mean.safetensors runs/sample --last 2\n"
      "  dragoman average mean.safetensors one.safetensors two.safetensors");
  command->callback([options] { average(*options); });
}

}  // namespace dragoman

#include <cmath>
#include <iostream>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include "cli/commands.h"
#include "dragoman/config/config_file.h"
#include "dragoman/nn/model_file.h"

namespace dragoman {
namespace {

using Json = nlohmann::ordered_json;

Json describe_tensors(const ModelFile& file) {
  Json tensors = Json::array();
  for (const auto& [name, tensor] : file.tensors) {
    Json description = {{"name", name},
                        {"dtype", c10::toString(tensor.scalar_type())},
                        {"shape", tensor.sizes().vec()}};
    if (!tensor.is_meta()) {
      const Tensor numbers = tensor.to(torch::kDouble);
      description["mean"] = numbers.mean().item<double>();
      description["standard_deviation"] = numbers.std(false).item<double>();
    }
    tensors.push_back(std::move(description));
  }
  return tensors;
}

Json describe(const std::string& path, const ModelFile& file) {
  Json description = {{"file", path}, {"config", write_config(file.config)}};
  for (const auto& [name, note] : file.notes) {
    const Json parsed = Json::parse(note, nullptr, false);
    description[name] = parsed.is_structured() ? parsed : Json(note);
  }
  description["tensors"] = describe_tensors(file);
  return description;
}

/// Not a number where there is none: JSON says so of a run that diverged.
double number_of(const Json& report, const char* name) {
  const auto found = report.find(name);
  return found != report.end() && found->is_number() ? found->get<double>() : NAN;
}

void print_history(const Json& history) {
  for (const Json& report : history) {
    const auto best = report.find("best");
    std::cout << fmt::format(
        "  epoch {:>3.0f}  update {:>7.0f}  loss {:.3f}  perplexity {:.2f}  BLEU {:.2f}  chrF "
        "{:.2f}{}\n",
        number_of(report, "epoch"), number_of(report, "update"), number_of(report, "loss"),
        number_of(report, "perplexity"), number_of(report, "bleu"), number_of(report, "chrf"),
        best != report.end() && *best == true ? "  best" : "");
  }
}

void print_tensors(const Json& tensors) {
  int64_t values = 0;
  for (const Json& tensor : tensors) {
    int64_t count = 1;
    for (const int64_t size : tensor.at("shape")) count *= size;
    values += count;
    std::cout << fmt::format("  {:<44} {:<8} {:<14}", tensor.at("name").get<std::string>(),
                             tensor.at("dtype").get<std::string>(), tensor.at("shape").dump());
    if (tensor.contains("mean")) {
      std::cout << fmt::format(" mean {:+.4f}  deviation {:.4f}", tensor.at("mean").get<double>(),
                               tensor.at("standard_deviation").get<double>());
    }
    std::cout << '\n';
  }
  std::cout << fmt::format("  {} tensors, {} values\n", tensors.size(), values);
}

struct InspectOptions {
  std::string model;
  bool statistics = false, as_json = false;
};

void inspect(const InspectOptions& options) {
  const std::string& path = options.model;
  const Json description =
      describe(path, options.statistics ? read_model_file(path) : read_model_header(path));
  if (options.as_json) {
    std::cout << description.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    return;
  }
  std::cout << "# " << path << "\n\n"
            << description.at("config").get<std::string>() << "\n# validations\n";
  if (description.contains("history")) print_history(description.at("history"));
  std::cout << "\n# tensors\n";
  print_tensors(description.at("tensors"));
}

}  // namespace

void add_inspect(CLI::App& program) {
  auto options = std::make_shared<InspectOptions>();
  CLI::App* command = program.add_subcommand("inspect", "Show what is in a model file");
  command->add_option("model", options->model, "Model file or checkpoint")
      ->required()
      ->type_name("MODEL");
  command->add_flag("--statistics", options->statistics,
                    "Read the numbers too: mean and deviation of each tensor, and the checksum");
  command->add_flag("--json", options->as_json, "As JSON");
  command->footer("Example:\n  dragoman inspect best.safetensors");
  command->callback([options] { inspect(*options); });
}

}  // namespace dragoman

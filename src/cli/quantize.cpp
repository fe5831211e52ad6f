#include <filesystem>
#include <memory>
#include <string>

#include <spdlog/spdlog.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "dragoman/nn/load_model.h"
#include "dragoman/nn/model_file.h"
#include "dragoman/nn/quantized_weights.h"

namespace dragoman {
namespace {

struct QuantizeOptions {
  std::string model, output;
};

double mebibytes(const std::string& path) {
  return static_cast<double>(std::filesystem::file_size(path)) / (1 << 20);
}

void quantize(const QuantizeOptions& options) {
  auto [model, file, sizes] = load_model(options.model);
  file.tensors.clear();  // what is left is no weight
  for (const auto& weight : model->named_parameters()) {
    file.tensors.emplace(weight.key(), weight.value().detach());
  }
  file.tensors = quantize_weights(file.tensors);
  file.config.search.precision = SearchPrecision::int8;
  write_model_file(options.output, file);
  spdlog::info("{}: {:.1f} MiB, {}: {:.1f} MiB", options.model, mebibytes(options.model),
               options.output, mebibytes(options.output));
}

}  // namespace

void add_quantize(CLI::App& program) {
  auto options = std::make_shared<QuantizeOptions>();
  CLI::App* command = program.add_subcommand(
      "quantize", "Write a model with weights of 8 bits: a quarter of the file");
  command->add_option("model", options->model, "Model file or checkpoint")
      ->required()
      ->type_name("MODEL");
  add_output(*command, "output", options->output, "The new model file")
      .required()
      ->type_name("OUTPUT");
  command->footer(
      "The new file translates in int8 unless --precision says otherwise.\n"
      "Example:\n"
      "  dragoman quantize best.safetensors small.safetensors");
  command->callback([options] { quantize(*options); });
}

}  // namespace dragoman

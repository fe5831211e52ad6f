#include "cli/search_options.h"

#include <map>

namespace dragoman {
namespace {

const std::map<std::string, DeviceKind>& devices() {
  static const std::map<std::string, DeviceKind> names = {
      {"auto", DeviceKind::automatic}, {"cpu", DeviceKind::cpu}, {"cuda", DeviceKind::cuda}};
  return names;
}

}  // namespace

void add_search_options(CLI::App& command, SearchOptions& options) {
  command.add_option("--beam-size", options.beam_size, "Beam size; 1 is greedy search")
      ->check(CLI::Range(1, 100));
  command
      .add_option("--batch-size", options.batch_size,
                  "Sentences translated together; the result is the same")
      ->check(CLI::Range(1, 100000));
  command.add_option("--length-normalization", options.length_normalization, "α: score / length^α")
      ->check(CLI::Range(0.0, 10.0));
  command.add_option("--threads", options.threads, "CPU threads; 0 = all cores")
      ->check(CLI::Range(0, 1024));
  command.add_option("--device", options.device, "auto, cpu or cuda")
      ->check(CLI::IsMember({"auto", "cpu", "cuda"}));
}

std::unique_ptr<Translator> load_translator(const std::string& model,
                                            const SearchOptions& options) {
  return load_translator(std::filesystem::path(model), [&](Config& config) {
    SearchConfig& search = config.search;
    search.beam_size = options.beam_size.value_or(search.beam_size);
    search.batch_size = options.batch_size.value_or(search.batch_size);
    search.length_normalization =
        options.length_normalization.value_or(search.length_normalization);
    config.runtime.device = options.device ? devices().at(*options.device) : DeviceKind::automatic;
    config.runtime.threads = options.threads.value_or(0);
  });
}

}  // namespace dragoman

#include "cli/search_options.h"

#include <spdlog/spdlog.h>

#include "cli/options.h"
#include "dragoman/config/names.h"

namespace dragoman {

void add_search_options(CLI::App& command, SearchOptions& options) {
  add_number(command, "--beam-size", options.beam_size, range_of("search.beam_size"),
             "Beam size; 1 is greedy search");
  add_number(command, "--batch-size", options.batch_size, range_of("search.batch_size"),
             "Sentences translated together; the result is the same");
  add_number(command, "--length-normalization", options.length_normalization,
             range_of("search.length_normalization"), "α: score / length^α");
  add_choice(
      command, "--precision", options.precision,
      "Of the weights; bf16 and int8 are smaller and faster, and round more; auto: int8 on a CPU");
  add_number(command, "--threads", options.threads, range_of("runtime.threads"),
             "CPU threads; 0 = all cores");
  add_choice(command, "--device", options.device, "Where to compute; auto = a GPU if there is one");
}

std::unique_ptr<Translator> load_translator(const std::string& model,
                                            const SearchOptions& options) {
  return load_translator(std::filesystem::path(model), [&](Config& config) {
    SearchConfig& search = config.search;
    search.beam_size = options.beam_size.value_or(search.beam_size);
    search.batch_size = options.batch_size.value_or(search.batch_size);
    search.length_normalization =
        options.length_normalization.value_or(search.length_normalization);
    search.precision = options.precision.value_or(search.precision);
    config.runtime.device = options.device.value_or(DeviceKind::automatic);
    config.runtime.threads = options.threads.value_or(0);
  });
}

void warn_of_cuts(const std::vector<Translation>& translations, size_t before) {
  for (size_t line = 0; line < translations.size(); ++line) {
    const size_t kept = translations[line].source.size(), left_out = translations[line].left_out;
    if (left_out == 0) continue;
    spdlog::warn("line {}: {} pieces, only the first {} are translated (search.max_source_length)",
                 before + line + 1, kept + left_out, kept);
  }
}

}  // namespace dragoman

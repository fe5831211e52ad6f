#include "cli/search_options.h"

#include <spdlog/spdlog.h>

#include "cli/options.h"
#include "dragoman/config/device_choice.h"
#include "dragoman/config/names.h"
#include "dragoman/nn/runtime.h"
#include "dragoman/search/ranges.h"

namespace dragoman {
namespace {

/// Which words may come, and when it ends.
void add_rule_options(CLI::App& command, SearchOptions& options) {
  add_number(command, "--repetition-penalty", options.repetition_penalty,
             ranges::repetition_penalty,
             "The log probability of a piece that was said counts so many times");
  add_number(command, "--no-repeat-ngram", options.no_repeat_ngram, ranges::no_repeat_ngram,
             "No sequence of so many pieces comes twice; 0 = it may");
  add_choice(command, "--stop", options.stopping,
             "When a beam ends: all its hypotheses have, as many as the beam is wide (full), the "
             "result is certain (exact), or approximately, with the first that ends");
}

bool uses_kernels(const RuntimeConfig& runtime) {
  return runtime.kernels == Kernels::fast && choose_device(runtime).is_cpu();
}

}  // namespace

void add_scoring_options(CLI::App& command, SearchOptions& options) {
  add_number(command, "--batch-size", options.batch_size, range_of("search.batch_size"),
             "Sentences computed together; the result is the same");
  command
      .add_option("--ensemble", options.ensemble,
                  "Models that decide together with the first, with the same vocabularies")
      ->type_name("MODEL...");
  add_number(command, "--length-normalization", options.length_normalization,
             range_of("search.length_normalization"), "α of the length penalty");
  add_choice(command, "--length-penalty", options.length_penalty,
             "Log probabilities are divided by 1, length^α or ((5 + length) / 6)^α");
  add_number(command, "--coverage-penalty", options.coverage_penalty, ranges::coverage_penalty,
             "β: how much it costs to leave source words without attention (Wu et al. 2016)");
  add_number(command, "--word-reward", options.word_reward, ranges::word_reward,
             "γ: what each piece adds to the log probability");
  add_choice(
      command, "--precision", options.precision,
      "Of the weights; bf16 and int8 are smaller and faster, and round more; auto: int8 on a CPU");
  add_number(command, "--threads", options.threads, range_of("runtime.threads"),
             "CPU threads; 0 = all cores");
  add_value(command, "--device", type_name(names_of<DeviceKind>()),
            "Where to compute; auto = a GPU if there is one; cuda:1 is the second of several",
            [&options](const std::string& name) {
              options.device = device_of(name);
              if (!options.device) check_name("--device", name, device_names);
            });
}

void add_search_options(CLI::App& command, SearchOptions& options) {
  add_number(command, "--beam-size", options.beam_size, range_of("search.beam_size"),
             "Beam size; 1 is greedy search");
  add_rule_options(command, options);
  add_scoring_options(command, options);
}

std::unique_ptr<Translator> load_translator(const std::string& model,
                                            const SearchOptions& options) {
  std::vector<std::filesystem::path> models = {model};
  models.insert(models.end(), options.ensemble.begin(), options.ensemble.end());
  return load_ensemble(models, [&](Config& config) {
    SearchConfig& search = config.search;
    search.batch_size = options.batch_size.value_or(search.batch_size);
    config.runtime.device = options.device.value_or(DeviceChoice{});
    config.runtime.threads = options.threads.value_or(0);
    const bool is_fp32 = search.precision == SearchPrecision::fp32;
    if (options.prefers_int8 && is_fp32 && uses_kernels(config.runtime)) {
      search.precision = SearchPrecision::int8;
    }
    search.precision = options.precision.value_or(search.precision);
  });
}

SearchSettings settings_of(const SearchOptions& options, const Translator& translator) {
  SearchSettings settings = translator.settings();
  SearchConfig& config = settings.config;
  config.beam_size = options.beam_size.value_or(config.beam_size);
  Scoring& scoring = settings.scoring;
  scoring.length_penalty = options.length_penalty;
  scoring.length_normalization =
      options.length_normalization.value_or(scoring.length_normalization);
  scoring.coverage_penalty = options.coverage_penalty;
  scoring.word_reward = options.word_reward;
  settings.stopping = options.stopping;
  settings.repetitions = {options.repetition_penalty, options.no_repeat_ngram};
  return settings;
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

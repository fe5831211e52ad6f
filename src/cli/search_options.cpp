#include "cli/search_options.h"

#include <spdlog/spdlog.h>

#include "cli/options.h"
#include "dragoman/config/device_choice.h"
#include "dragoman/config/names.h"
#include "dragoman/nn/runtime.h"

namespace dragoman {
namespace {

/// Which words may come, and when it ends.
void add_rule_options(CLI::App& command, SearchOptions& options) {
  add_number(command, "--repetition-penalty", options.repetition_penalty,
             range_of("search.repetition_penalty"),
             "The log probability of a piece that was said counts so many times");
  add_number(command, "--no-repeat-ngram", options.no_repeat_ngram,
             range_of("search.no_repeat_ngram"),
             "No sequence of so many pieces comes twice; 0 = it may");
  add_choice(
      command, "--stop", options.stopping,
      "When a search ends: exact = no unfinished hypothesis can change the result; full = as "
      "many have ended as the beam is wide; first = as many as are asked for: faster, "
      "perhaps another result");
}

/// How long a translation may be.
void add_length_options(CLI::App& command, SearchOptions& options) {
  add_number(command, "--max-length-ratio", options.max_length_ratio,
             range_of("search.max_length_ratio"),
             "Longest translation in pieces: so many times the source's, and");
  add_number(command, "--max-length-offset", options.max_length_offset,
             range_of("search.max_length_offset"), "so many more");
  add_number(command, "--min-length", options.min_length, range_of("search.min_length"),
             "Shortest translation in pieces; 0 = it may be empty");
}

/// A member that was given.
template <typename T>
void set(T& member, const std::optional<T>& given) {
  if (given) member = *given;
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
  add_number(command, "--coverage-penalty", options.coverage_penalty,
             range_of("search.coverage_penalty"),
             "β: how much it costs to leave source words without attention (Wu et al. 2016)");
  add_number(command, "--word-reward", options.word_reward, range_of("search.word_reward"),
             "γ: what each piece adds to the log probability");
  add_number(command, "--max-source-length", options.max_source_length,
             range_of("search.max_source_length"),
             "Longest source in pieces; what a longer one has behind them is left out");
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
  add_length_options(command, options);
  add_scoring_options(command, options);
}

std::unique_ptr<Translator> load_translator(const std::string& model,
                                            const SearchOptions& options) {
  std::vector<std::filesystem::path> models = {model};
  models.insert(models.end(), options.ensemble.begin(), options.ensemble.end());
  return load_ensemble(models, [&](Config& config) {
    SearchConfig& search = config.search;
    set(search.batch_size, options.batch_size);
    config.runtime.device = options.device.value_or(DeviceChoice{});
    config.runtime.threads = options.threads.value_or(0);
    const bool is_fp32 = search.precision == SearchPrecision::fp32;
    if (options.prefers_int8 && is_fp32 && uses_kernels(config.runtime)) {
      search.precision = SearchPrecision::int8;
    }
    set(search.precision, options.precision);
  });
}

SearchSettings settings_of(const SearchOptions& options, const Translator& translator) {
  SearchSettings settings = translator.settings();
  SearchConfig& config = settings.config;
  set(config.beam_size, options.beam_size);
  set(config.scoring.length_penalty, options.length_penalty);
  set(config.scoring.length_normalization, options.length_normalization);
  set(config.scoring.coverage_penalty, options.coverage_penalty);
  set(config.scoring.word_reward, options.word_reward);
  set(config.repetitions.penalty, options.repetition_penalty);
  set(config.repetitions.forbidden, options.no_repeat_ngram);
  set(config.stopping, options.stopping);
  set(config.min_length, options.min_length);
  set(config.max_length_ratio, options.max_length_ratio);
  set(config.max_length_offset, options.max_length_offset);
  set(config.max_source_length, options.max_source_length);
  return settings;
}

void warn_of_cuts(const std::vector<Translation>& translations, size_t before) {
  for (size_t line = 0; line < translations.size(); ++line) {
    const size_t kept = translations[line].source.size(), left_out = translations[line].left_out;
    if (left_out == 0) continue;
    spdlog::warn("line {}: {} pieces, only the first {} are translated (--max-source-length)",
                 before + line + 1, kept + left_out, kept);
  }
}

}  // namespace dragoman

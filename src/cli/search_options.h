#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "dragoman/search/load_translator.h"

namespace dragoman {

/// Search options on a command line; what is not given stays as the model's configuration says.
struct SearchOptions {
  std::optional<int64_t> beam_size, batch_size, threads;
  std::vector<std::string> ensemble;  // models besides the first
  std::optional<LengthPenalty> length_penalty;
  std::optional<double> length_normalization, coverage_penalty, word_reward;
  std::optional<double> repetition_penalty;
  std::optional<int64_t> no_repeat_ngram;
  std::optional<Stopping> stopping;
  std::optional<int64_t> min_length, max_length_offset, max_source_length;
  std::optional<double> max_length_ratio;
  std::optional<DeviceChoice> device;
  std::optional<SearchPrecision> precision;
  bool prefers_int8 = false;  // to the fp32 that models have by default, where kernels have it
};

/// Those by which a given translation is scored too: the models, the scoring, where to compute.
void add_scoring_options(CLI::App& command, SearchOptions& options);

/// All of them.
void add_search_options(CLI::App& command, SearchOptions& options);

std::unique_ptr<Translator> load_translator(const std::string& model, const SearchOptions& options);

/// What the options and the translator's configuration say of a search for the best hypothesis.
SearchSettings settings_of(const SearchOptions& options, const Translator& translator);

/// Says which lines were translated from their beginning only. @param before lines before these
void warn_of_cuts(const std::vector<Translation>& translations, size_t before = 0);

}  // namespace dragoman

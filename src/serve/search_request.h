#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dragoman/search/translator.h"
#include "dragoman/serve/served_models.h"
#include "dragoman/serve/server_options.h"
#include "dragoman/text/glossary.h"
#include "serve/fields.h"

namespace dragoman {

/// How a request's search differs from what the model is served with.
struct SettingsChange {
  std::optional<int64_t> beam_size, n_best, no_repeat_ngram;
  std::optional<double> length_normalization, coverage_penalty, word_reward, repetition_penalty;
  std::optional<LengthPenalty> length_penalty;
  std::optional<Stopping> stopping;
  std::optional<Sampling> sampling;
};

/// The settings of a request: a beam as wide as the hypotheses that are asked for, unless it says
/// how wide.
SearchSettings changed(SearchSettings served, const SettingsChange& change);

/// What `POST /v1/translate` asks for: each text is a line, as `dragoman translate` reads it.
struct SearchRequest {
  Texts texts;
  ModelChoice model;
  SettingsChange change;
  std::string prefix;
  std::vector<std::string> terms;            // of every line
  std::shared_ptr<const Glossary> glossary;  // null without one
  bool markup = false;                       // is taken out of the lines and put back
  bool words = false, alignment = false;     // in the answer
  bool stream = false;
};

/// What `POST /v1/score` asks for: a translation of each text.
struct ScoreRequest {
  Texts texts, translations;
  ModelChoice model;
  SettingsChange change;
};

/// @throws InputError of one line
SearchRequest parse_search_request(const Fields& fields, const RequestLimits& limits);

/// @throws InputError of one line
ScoreRequest parse_score_request(const Fields& fields, const RequestLimits& limits);

}  // namespace dragoman

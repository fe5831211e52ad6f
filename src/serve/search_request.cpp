#include "serve/search_request.h"

#include <algorithm>

#include "dragoman/base/error.h"
#include "dragoman/config/names.h"
#include "dragoman/search/ranges.h"
#include "serve/text_request.h"

namespace dragoman {
namespace {

// Integers that every program which reads JSON keeps exactly.
constexpr Range of_seed = {0, 9007199254740992.0};
constexpr Range of_samples = {1, 100};  // and of hypotheses
constexpr RequestLimits of_extra_texts = {.texts = 32, .characters = 2000};
constexpr size_t most_entries = 1000;  // of a glossary

const std::vector<std::string> scoring_fields = {
    "text",           "source",           "target",     "model", "length_normalization",
    "length_penalty", "coverage_penalty", "word_reward"};

std::vector<std::string> with_scoring_fields(std::vector<std::string> names) {
  names.insert(names.end(), scoring_fields.begin(), scoring_fields.end());
  return names;
}

void add_scoring(const Fields& fields, SettingsChange& change) {
  change.length_normalization =
      fields.number("length_normalization", range_of("search.length_normalization"));
  change.length_penalty = fields.choice<LengthPenalty>("length_penalty");
  change.coverage_penalty = fields.number("coverage_penalty", range_of("search.coverage_penalty"));
  change.word_reward = fields.number("word_reward", range_of("search.word_reward"));
}

std::optional<Sampling> sampling_of(const Fields& fields) {
  const std::optional<Fields> given = fields.object("sampling");
  if (!given) return std::nullopt;
  given->allow_only({"temperature", "top_k", "top_p", "seed"});
  Sampling sampling;
  sampling.temperature = given->number("temperature", ranges::temperature).value_or(1);
  sampling.top_k = given->integer("top_k", ranges::top_k).value_or(0);
  sampling.top_p = given->number("top_p", ranges::top_p).value_or(1);
  sampling.seed = static_cast<uint64_t>(given->integer("seed", of_seed).value_or(1));
  return sampling;
}

void add_search(const Fields& fields, SettingsChange& change) {
  change.beam_size = fields.integer("beam_size", range_of("search.beam_size"));
  change.n_best = fields.integer("n_best", of_samples);
  change.no_repeat_ngram = fields.integer("no_repeat_ngram", range_of("search.no_repeat_ngram"));
  change.repetition_penalty =
      fields.number("repetition_penalty", range_of("search.repetition_penalty"));
  change.stopping = fields.choice<Stopping>("stop");
  change.sampling = sampling_of(fields);
}

ModelChoice model_in(const Fields& fields) {
  return {fields.text("source").value_or(""), fields.text("target").value_or(""),
          fields.text("model").value_or("")};
}

void check_one_line(const Texts& texts, const std::string& name) {
  for (const std::string& text : texts.items) {
    if (text.find_first_of("\n\r") == std::string::npos) continue;
    fail_input("{}: a text has several lines, expected one: send an array of them", name);
  }
}

void check(const SearchRequest& request) {
  const SettingsChange& change = request.change;
  if (change.sampling && change.beam_size) {
    fail_input("beam_size: searches, sampling draws: send one of them");
  }
  if (change.sampling && (request.glossary || !request.terms.empty())) {
    fail_input("{}: is searched for, sampling draws: send one of them",
               request.glossary ? "glossary" : "terms");
  }
  if (change.beam_size && change.n_best && *change.n_best > *change.beam_size) {
    fail_input("n_best: got {}, expected at most beam_size, {}", *change.n_best, *change.beam_size);
  }
  if (std::count(request.terms.begin(), request.terms.end(), "") > 0) {
    fail_input("terms: got an empty string, expected phrases");
  }
}

/// Texts that every line gets.
Texts extra_texts(const Fields& fields, const std::string& name) {
  const Texts texts = fields.texts(name).value_or(Texts());
  check_size(texts, name, of_extra_texts);
  check_one_line(texts, name);
  return texts;
}

std::shared_ptr<const Glossary> glossary_in(const Fields& fields) {
  const auto entries = fields.pairs("glossary");
  if (entries.empty()) return nullptr;
  if (entries.size() > most_entries) {
    fail_input("glossary: got {} entries, expected at most {}", entries.size(), most_entries);
  }
  return std::make_shared<Glossary>(Glossary::of(entries, "glossary"));
}

}  // namespace

SearchSettings changed(SearchSettings settings, const SettingsChange& change) {
  SearchConfig& config = settings.config;
  Scoring& scoring = config.scoring;
  settings.n_best = change.n_best.value_or(1);
  settings.sampling = change.sampling;
  config.beam_size = change.beam_size.value_or(std::max(config.beam_size, settings.n_best));
  scoring.length_normalization = change.length_normalization.value_or(scoring.length_normalization);
  scoring.length_penalty = change.length_penalty.value_or(scoring.length_penalty);
  scoring.coverage_penalty = change.coverage_penalty.value_or(scoring.coverage_penalty);
  scoring.word_reward = change.word_reward.value_or(scoring.word_reward);
  config.stopping = change.stopping.value_or(config.stopping);
  Repetitions& repetitions = config.repetitions;
  repetitions.penalty = change.repetition_penalty.value_or(repetitions.penalty);
  repetitions.forbidden = change.no_repeat_ngram.value_or(repetitions.forbidden);
  return settings;
}

SearchRequest parse_search_request(const Fields& fields, const RequestLimits& limits) {
  fields.allow_only(with_scoring_fields({"beam_size", "n_best", "repetition_penalty",
                                         "no_repeat_ngram", "stop", "sampling", "prefix", "terms",
                                         "glossary", "markup", "words", "alignment", "stream"}));
  SearchRequest request;
  request.texts = required_texts(fields, "text", limits);
  check_one_line(request.texts, "text");
  request.model = model_in(fields);
  add_scoring(fields, request.change);
  add_search(fields, request.change);
  const Texts prefix = extra_texts(fields, "prefix");
  if (prefix.is_array) fail_input("prefix: got an array, expected a string");
  if (!prefix.items.empty()) request.prefix = prefix.items.front();
  request.terms = extra_texts(fields, "terms").items;
  request.glossary = glossary_in(fields);
  request.markup = fields.flag("markup");
  request.words = fields.flag("words");
  request.alignment = fields.flag("alignment");
  request.stream = fields.flag("stream");
  check(request);
  return request;
}

ScoreRequest parse_score_request(const Fields& fields, const RequestLimits& limits) {
  fields.allow_only(with_scoring_fields({"translation"}));
  ScoreRequest request;
  request.texts = required_texts(fields, "text", limits);
  request.translations = required_texts(fields, "translation", limits);
  check_one_line(request.texts, "text");
  check_one_line(request.translations, "translation");
  const size_t texts = request.texts.items.size();
  const size_t translations = request.translations.items.size();
  if (texts != translations) {
    fail_input("translation: got {} texts, expected {}, one for each text", translations, texts);
  }
  request.model = model_in(fields);
  add_scoring(fields, request.change);
  return request;
}

}  // namespace dragoman

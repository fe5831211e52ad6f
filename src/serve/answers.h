#pragma once
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "dragoman/search/score_translations.h"
#include "dragoman/serve/served_models.h"
#include "serve/detection.h"
#include "serve/ticket.h"

namespace dragoman {

using Json = nlohmann::ordered_json;

/// A line's translation, with what was asked for besides.
struct LineAnswer {
  std::string text;  // with its markup where that was asked for
  Translation translation;
  std::optional<ScoredTranslation> words;
  std::optional<Alignment> alignment;
};

/// Of `POST /v1/translate`: text, scores, pieces, and what else the answer has, of each line; how
/// long it took.
Json search_answer(const std::vector<LineAnswer>& lines, const ServedModel& model,
                   const SearchTimes& times);

/// Of `POST /v1/score`.
Json score_answer(const std::vector<ScoredTranslation>& scored, const ServedModel& model);

/// Of `GET /languages`, as LibreTranslate gives it.
Json languages_answer(const ServedModels& models);

/// Of `GET /v1/models`: the name and the language pair of each.
Json models_answer(const ServedModels& models);

/// Of `POST /detect`, as LibreTranslate gives it.
Json detect_answer(const std::vector<DetectedLanguage>& languages);

/// One line; bytes of a translation that are no UTF-8 are replaced.
std::string written(const Json& json);

}  // namespace dragoman

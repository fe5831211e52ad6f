#include "serve/answers.h"

#include <cmath>

#include "serve/language_names.h"

namespace dragoman {
namespace {

double milliseconds(Clock::duration duration) {
  const double exact = std::chrono::duration<double, std::milli>(duration).count();
  return std::round(exact * 1000) / 1000;
}

Json word_scores(const ScoredTranslation& scored) {
  Json words = Json::array();
  for (const auto& [word, log_probability] : scored.words) {
    words.push_back({{"word", word}, {"log_probability", log_probability}});
  }
  return words;
}

Json n_best_of(const Translation& translation, const Vocabulary& target) {
  Json list = Json::array();
  for (const auto& [text, score] : alternatives(translation, target)) {
    list.push_back({{"text", text}, {"score", score}});
  }
  return list;
}

Json alignment_of(const Alignment& alignment) {
  Json object = {
      {"source", alignment.source}, {"target", alignment.target}, {"weights", alignment.weights}};
  if (!alignment.heads.empty()) object["heads"] = alignment.heads;
  return object;
}

Json line_of(const LineAnswer& line, const Vocabularies& vocabularies) {
  const Translation& translation = line.translation;
  const bool is_empty = translation.hypotheses.empty();
  Json object = {{"text", line.text},
                 {"score", translation.score},
                 {"log_probability", is_empty ? 0 : translation.hypotheses.front().log_probability},
                 {"source_pieces", vocabularies.source.pieces(translation.source)},
                 {"pieces", vocabularies.target.pieces(translation.target)},
                 {"n_best", n_best_of(translation, vocabularies.target)}};
  if (line.words) object["words"] = word_scores(*line.words);
  if (line.alignment) object["alignment"] = alignment_of(*line.alignment);
  return object;
}

}  // namespace

Json search_answer(const std::vector<LineAnswer>& lines, const ServedModel& model,
                   const SearchTimes& times) {
  Json translations = Json::array();
  for (const LineAnswer& line : lines) {
    translations.push_back(line_of(line, model.translator->vocabularies()));
  }
  return {{"source", model.source},
          {"target", model.target},
          {"model", model.name},
          {"translations", std::move(translations)},
          {"timing",
           {{"waiting_ms", milliseconds(times.begun - times.admitted)},
            {"search_ms", milliseconds(times.ended - times.begun)}}}};
}

Json score_answer(const std::vector<ScoredTranslation>& scored, const ServedModel& model) {
  Json scores = Json::array();
  for (const ScoredTranslation& translation : scored) {
    scores.push_back({{"log_probability", translation.log_probability},
                      {"score", translation.score},
                      {"pieces", translation.pieces},
                      {"words", word_scores(translation)}});
  }
  return {{"source", model.source},
          {"target", model.target},
          {"model", model.name},
          {"scores", std::move(scores)}};
}

Json languages_answer(const ServedModels& models) {
  Json languages = Json::array();
  for (const std::string& code : models.sources()) {
    languages.push_back(
        {{"code", code}, {"name", language_name(code)}, {"targets", models.targets(code)}});
  }
  return languages;
}

Json models_answer(const ServedModels& models) {
  Json answer = Json::array();
  for (const ServedModel& model : models.all()) {
    answer.push_back({{"name", model.name}, {"source", model.source}, {"target", model.target}});
  }
  return answer;
}

Json detect_answer(const std::vector<DetectedLanguage>& languages) {
  Json answer = Json::array();
  for (const auto& [code, confidence] : languages) {
    answer.push_back({{"confidence", std::round(confidence * 10) / 10}, {"language", code}});
  }
  return answer;
}

std::string written(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace dragoman

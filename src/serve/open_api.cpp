#include "serve/open_api.h"

#include "dragoman/config/names.h"
#include "dragoman/search/ranges.h"
#include "serve/text_request.h"

namespace dragoman {
namespace {

Json text(const char* description) {
  return {{"type", "string"}, {"description", description}};
}

Json texts(const char* description) {
  return {{"oneOf", {{{"type", "string"}}, {{"type", "array"}, {"items", {{"type", "string"}}}}}},
          {"description", description}};
}

Json flag(const char* description) {
  return {{"type", "boolean"}, {"default", false}, {"description", description}};
}

Json number(const char* type, const Range& range, const char* description) {
  return {{"type", type},
          {"minimum", range.low},
          {"maximum", range.high},
          {"description", description}};
}

template <class Enum>
Json choice(const char* description) {
  return {{"type", "string"}, {"enum", names_of<Enum>()}, {"description", description}};
}

Json object_of(Json properties, const std::vector<std::string>& required) {
  return {{"type", "object"}, {"properties", std::move(properties)}, {"required", required}};
}

Json answer_of(const char* description, const char* type = "application/json") {
  return {{"200", {{"description", description}, {"content", {{type, Json::object()}}}}},
          {"default", {{"description", "{\"error\": one line that says what is wrong}"}}}};
}

Json get(const char* summary, const char* type = "application/json") {
  return {{"get", {{"summary", summary}, {"responses", answer_of(summary, type)}}}};
}

Json post(const char* summary, const Json& body, bool takes_forms) {
  Json content = {{"application/json", {{"schema", body}}}};
  if (takes_forms) content["application/x-www-form-urlencoded"] = {{"schema", body}};
  return {{"post",
           {{"summary", summary},
            {"requestBody", {{"required", true}, {"content", std::move(content)}}},
            {"responses", answer_of(summary)}}}};
}

Json translate_body() {
  return object_of({{"q", texts("What to translate")},
                    {"source", text("Code of its language, or auto")},
                    {"target", text("Code of the language wanted")},
                    {"format", choice<TextFormat>("html keeps tags")},
                    {"alternatives", number("integer", {0, 20}, "Other translations wanted")},
                    {"api_key", text("The token, where the server asks for one")}},
                   {"q", "source", "target"});
}

Json scoring_schemas() {
  return {{"text", texts("A line, or several in an array")},
          {"source", text("Code; may be left out where one is served")},
          {"target", text("Code; may be left out where one is served")},
          {"model", text("Name; may be left out for the first of the language pair")},
          {"length_normalization",
           number("number", range_of("search.length_normalization"), "α of the length penalty")},
          {"length_penalty", choice<LengthPenalty>("What log probabilities are divided by")},
          {"coverage_penalty", number("number", range_of("search.coverage_penalty"), "β")},
          {"word_reward", number("number", range_of("search.word_reward"), "γ, of each piece")}};
}

Json sampling_fields() {
  return {{"type", "object"},
          {"description", "Words are drawn instead of searched for"},
          {"properties",
           {{"temperature", number("number", ranges::temperature, "Below 1 nearer to the best")},
            {"top_k", number("integer", ranges::top_k, "Only the k most probable; 0 = all")},
            {"top_p", number("number", ranges::top_p, "Only the fewest that reach it")},
            {"seed", {{"type", "integer"}, {"minimum", 0}}}}}};
}

Json search_body() {
  Json fields = scoring_schemas();
  fields.update(
      Json({{"beam_size", number("integer", range_of("search.beam_size"), "1 is greedy")},
            {"n_best", number("integer", {1, 100}, "Hypotheses wanted")},
            {"repetition_penalty",
             number("number", range_of("search.repetition_penalty"), "Of said pieces")},
            {"no_repeat_ngram",
             number("integer", range_of("search.no_repeat_ngram"), "0 = they may repeat")},
            {"stop", choice<Stopping>("When a beam ends")},
            {"sampling", sampling_fields()},
            {"prefix", text("What every translation begins with")},
            {"terms", texts("Phrases that every translation must have")},
            {"glossary",
             {{"type", "object"}, {"description", "Source phrases and what they must become"}}},
            {"markup", flag("Tags and placeholders are kept")},
            {"words", flag("The log probability of each word")},
            {"alignment", flag("Which words the attention saw, of each head too")},
            {"stream", flag("Server-sent events: text as it grows, then the answer")}}));
  return object_of(std::move(fields), {"text"});
}

Json score_body() {
  Json fields = scoring_schemas();
  fields["translation"] = texts("A translation of each text");
  return object_of(std::move(fields), {"text", "translation"});
}

}  // namespace

Json open_api(const ServedModels& models, const ServerOptions& options) {
  const Json detect_body = object_of({{"q", texts("What to look at")}}, {"q"});
  Json document = {
      {"openapi", "3.0.3"},
      {"info", {{"title", "Dragoman"}, {"version", DRAGOMAN_VERSION}}},
      {"paths",
       {{"/", get("The page for people", "text/html")},
        {"/translate", post("Translates as LibreTranslate does", translate_body(), true)},
        {"/detect", post("Which served language a text is in", detect_body, true)},
        {"/languages", get("The language pairs")},
        {"/frontend/settings", get("Settings, as LibreTranslate gives them")},
        {"/v1/translate", post("Translates lines, and tells how", search_body(), false)},
        {"/v1/models", get("The names of the models and what they translate")},
        {"/v1/score", post("Log probabilities of given translations", score_body(), false)},
        {"/health", get("Whether it serves")},
        {"/metrics", get("Counters for Prometheus", "text/plain")},
        {"/openapi.json", get("This document")}}}};
  document["x-pairs"] = languages_answer(models);
  if (!options.token.empty()) {
    document["components"]["securitySchemes"]["token"] = {{"type", "http"}, {"scheme", "bearer"}};
    document["security"] = Json::array({{{"token", Json::array()}}});
  }
  return document;
}

}  // namespace dragoman

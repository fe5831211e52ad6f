#include "serve/translate_text.h"

#include <algorithm>

#include "dragoman/search/restore_markup.h"
#include "serve/detection.h"
#include "serve/search_request.h"
#include "serve/text_layout.h"

namespace dragoman {
namespace {

using Variants = std::vector<std::string>;  // of one source, the best first; never none

void add_once(Variants& variants, std::string text) {
  if (std::find(variants.begin(), variants.end(), text) == variants.end()) {
    variants.push_back(std::move(text));
  }
}

Variants plain_variants(const Translation& translation, const Translator& translator) {
  Variants variants = {translation.text};
  for (auto& [text, score] : alternatives(translation, translator.vocabularies().target)) {
    add_once(variants, std::move(text));
  }
  return variants;
}

/// With the marks of the source in each.
Variants marked_variants(const MarkedText& marked, const Translation& translation,
                         const Translator& translator) {
  Variants variants = {restore_markup(marked, translation, translator)};
  for (const Hypothesis& hypothesis : translation.hypotheses) {
    Translation other = translation;
    other.target = hypothesis.words;
    other.text = translator.vocabularies().target.decode(hypothesis.words);
    add_once(variants, restore_markup(marked, other, translator));
  }
  return variants;
}

/// What each source became.
std::vector<Variants> search(const TextRequest& request, const TextLayout& layout,
                             const ServedModel& model, SearchService::Admission& admission) {
  SettingsChange change;
  change.n_best = request.alternatives + 1;
  const SearchSettings settings = changed(model.settings, change);
  const auto ticket = admission.search(model, layout.sources(), settings);
  const std::vector<Translation> translations = ticket->translations();
  const Translator& translator = *model.translator;
  std::vector<Variants> variants;
  if (request.format == TextFormat::text) {
    for (const auto& each : translations) variants.push_back(plain_variants(each, translator));
    return variants;
  }
  for (size_t source = 0; source < translations.size(); ++source) {
    admission.compute([&] {
      variants.push_back(marked_variants(layout.marked(source), translations[source], translator));
    });
  }
  return variants;
}

/// Variant `rank` of a text; sentences that have fewer keep their last.
std::string text_of(const TextLayout& layout, size_t text, const std::vector<Variants>& variants,
                    size_t rank) {
  return layout.text(text, [&](size_t source) {
    const Variants& own = variants[source];
    return own[std::min(rank, own.size() - 1)];
  });
}

Json alternatives_of(const TextLayout& layout, size_t text, const std::vector<Variants>& variants,
                     size_t wanted) {
  size_t most = 1;
  const auto [begin, end] = layout.sources_of(text);
  for (size_t source = begin; source < end; ++source) {
    most = std::max(most, variants[source].size());
  }
  Json all = Json::array();
  for (size_t rank = 1; rank < std::min(most, wanted + 1); ++rank) {
    all.push_back(text_of(layout, text, variants, rank));
  }
  return all;
}

/// An array, or what is in it where the client sent no array.
Json as_sent(Json array, const TextRequest& request) {
  return request.texts.is_array ? std::move(array) : array.front();
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += text + "\n";
  return all;
}

}  // namespace

Json translate_text(const TextRequest& request, const ServedModels& models, SearchService& service,
                    std::function<bool()> has_left) {
  const auto admission = service.admit(std::move(has_left));
  const size_t count = request.texts.items.size();
  std::string source = request.source;
  std::optional<DetectedLanguage> detected;
  if (source == TextRequest::any_source) {
    admission->compute(
        [&] { detected = detect_language(models, joined(request.texts.items)).front(); });
    source = detected->code;
  }
  const ServedModel& model = models.find({source, request.target});
  const TextLayout layout(request.texts.items, request.format);
  const std::vector<Variants> variants = search(request, layout, model, *admission);
  Json texts = Json::array(), others = Json::array();
  for (size_t text = 0; text < count; ++text) {
    texts.push_back(text_of(layout, text, variants, 0));
    others.push_back(
        alternatives_of(layout, text, variants, static_cast<size_t>(request.alternatives)));
  }
  Json answer = {{"translatedText", as_sent(std::move(texts), request)}};
  if (request.alternatives > 0) answer["alternatives"] = as_sent(std::move(others), request);
  if (detected) {
    const Json language = detect_answer({*detected}).front();
    answer["detectedLanguage"] = as_sent(Json(count, language), request);
  }
  return answer;
}

}  // namespace dragoman

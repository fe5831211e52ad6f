#include "dragoman/search/translator.h"

#include <set>

#include "dragoman/search/search_all.h"
#include "dragoman/search/source_maker.h"

namespace dragoman {
std::vector<Alternative> alternatives(const Translation& translation, const Vocabulary& target) {
  std::vector<Alternative> texts;
  std::set<std::string> seen;
  for (const Hypothesis& hypothesis : translation.hypotheses) {
    std::string text = target.decode(hypothesis.words);
    if (seen.insert(text).second) texts.push_back({std::move(text), hypothesis.score});
  }
  return texts;
}

Translator::Translator(std::shared_ptr<const Stepper> stepper, Vocabularies vocabularies,
                       const SearchConfig& config)
    : stepper_(std::move(stepper)), vocabularies_(std::move(vocabularies)), config_(config) {}

SearchSettings Translator::settings() const {
  SearchSettings settings(config_);
  settings.n_best = 1;
  return settings;
}

std::vector<Translation> Translator::translate(const std::vector<std::string>& lines,
                                               const SearchSettings& settings) const {
  std::vector<SourceText> sources;
  for (const std::string& line : lines) sources.push_back({line});
  return translate(sources, settings);
}

std::optional<Translation> Translator::translate(const SourceText& line,
                                                 const SearchSettings& settings,
                                                 const Watch& watch) const {
  Translation translation;
  SearchSource source = SourceMaker(vocabularies_, std::make_shared<SearchSettings>(settings))
                            .make(line, translation);
  if (source.words.empty()) return translation;
  Search search(stepper_);
  const int64_t number = search.admit({std::move(source)}).front();
  while (true) {
    std::vector<SearchResult> completed = search.step();
    if (!completed.empty()) {
      fill(translation, std::move(completed.front().hypotheses), vocabularies_.target);
      return translation;
    }
    const std::vector<Hypothesis>& live = search.beam(number).live;
    if (!watch(vocabularies_.target.decode(live.front().words))) return std::nullopt;
  }
}

std::vector<Translation> Translator::translate(const std::vector<SourceText>& lines,
                                               const SearchSettings& settings) const {
  std::vector<Translation> translations(lines.size());
  std::vector<SearchSource> sources;
  SourceMaker maker(vocabularies_, std::make_shared<SearchSettings>(settings));
  for (size_t position = 0; position < lines.size(); ++position) {
    sources.push_back(maker.make(lines[position], translations[position]));
  }
  search_all(stepper_, std::move(sources), settings.config.batch_size,
             [&](size_t position, std::vector<Hypothesis> hypotheses) {
               fill(translations[position], std::move(hypotheses), vocabularies_.target);
             });
  return translations;
}

}  // namespace dragoman

#include "dragoman/search/score_translations.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <stdexcept>

#include "dragoman/search/forced.h"
#include "dragoman/text/words.h"

namespace dragoman {
namespace {

/// What each position of the source got from all pieces together; empty where no weights are.
std::vector<double> coverage_of(const Forced& forced) {
  std::vector<double> coverage;
  for (const std::vector<double>& weights : forced.weights) {
    coverage.resize(weights.size());
    std::transform(weights.begin(), weights.end(), coverage.begin(), coverage.begin(),
                   std::plus<>());
  }
  return coverage;
}

/// @param terms of each piece, the end's the last
std::vector<WordLogProbability> by_word(const Vocabulary& vocabulary,
                                        const std::vector<int32_t>& pieces,
                                        const std::vector<double>& terms) {
  const Words words = words_of(vocabulary, {pieces.begin(), pieces.end()});
  std::vector<WordLogProbability> of_words;
  for (const std::string& word : words.text) of_words.push_back({word, 0});
  for (size_t piece = 0; piece < pieces.size(); ++piece) {
    of_words[words.of_piece[piece]].log_probability += terms[piece];
  }
  of_words.push_back({Alignment::end_of_sentence, terms.back()});
  return of_words;
}

EncodedPair encoded(const Vocabularies& vocabularies, const std::string& source,
                    const std::string& target) {
  const std::vector<int64_t> read = vocabularies.source.encode(source);
  const std::vector<int64_t> written = vocabularies.target.encode(target);
  return {{read.begin(), read.end()}, {written.begin(), written.end()}};
}

}  // namespace

std::vector<ScoredTranslation> score_pairs(const Translator& translator,
                                           const std::vector<EncodedPair>& pairs,
                                           const SearchSettings& settings) {
  std::vector<ScoredTranslation> scored(pairs.size());
  const Scoring& scoring = settings.config.scoring;
  const ForcedDetail detail =
      scoring.coverage_penalty > 0 ? ForcedDetail::attention : ForcedDetail::scores;
  const auto take = [&](size_t i, const Forced& forced) {
    const std::vector<double>& terms = forced.log_probabilities;
    ScoredTranslation& translation = scored[i];
    translation.pieces = terms.size();
    translation.log_probability = std::accumulate(terms.begin(), terms.end(), 0.0);
    translation.score = score_of(scoring, translation.log_probability,
                                 static_cast<int64_t>(pairs[i].target.size()), coverage_of(forced));
    translation.words = by_word(translator.vocabularies().target, pairs[i].target, terms);
  };
  force_all(translator.stepper(), pairs, settings.config.batch_size, detail, take);
  return scored;
}

std::vector<ScoredTranslation> score_translations(const Translator& translator,
                                                  const std::vector<std::string>& sources,
                                                  const std::vector<std::string>& targets,
                                                  const SearchSettings& settings) {
  if (sources.size() != targets.size()) throw std::invalid_argument("sources and targets differ");
  std::vector<EncodedPair> pairs;
  std::vector<size_t> left_out;
  const auto longest = static_cast<size_t>(settings.config.max_source_length);
  for (size_t i = 0; i < sources.size(); ++i) {
    pairs.push_back(encoded(translator.vocabularies(), sources[i], targets[i]));
    std::vector<int32_t>& source = pairs.back().source;
    left_out.push_back(source.size() - std::min(source.size(), longest));
    source.resize(source.size() - left_out.back());
  }
  std::vector<ScoredTranslation> scored = score_pairs(translator, pairs, settings);
  for (size_t i = 0; i < scored.size(); ++i) scored[i].left_out = left_out[i];
  return scored;
}

}  // namespace dragoman

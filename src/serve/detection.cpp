#include "serve/detection.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "dragoman/search/forced.h"
#include "dragoman/text/words.h"

namespace dragoman {
namespace {

constexpr size_t longest_read = 2000;  // bytes
constexpr size_t longest_written = 300;
constexpr double characters_of_unicode = 1'114'112;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double least_log_probability = -100;  // of a piece that a shortlist lacks

/// What a text costs a vocabulary, in nats.
double reading_cost(const std::string& text, const Vocabulary& vocabulary) {
  const std::vector<int64_t> ids = vocabulary.encode(text);
  const std::vector<std::string> pieces = vocabulary.pieces(ids);
  double cost = 0;
  for (size_t place = 0; place < ids.size(); ++place) {
    const bool is_unknown = ids[place] == TokenIds::unknown || is_byte_piece(pieces[place]);
    cost += std::log(is_unknown ? characters_of_unicode : static_cast<double>(vocabulary.size()));
  }
  return cost;
}

double least_reading_cost(const ServedModels& models, const std::string& source,
                          const std::string& text) {
  double least = infinity;
  for (const ServedModel& model : models.all()) {
    if (model.source != source) continue;
    least = std::min(least, reading_cost(text, model.translator->vocabularies().source));
  }
  return least;
}

/// What a text costs a decoder that has nothing to translate, in nats: of a language that it writes
/// it knows the words.
double writing_cost(const std::string& text, const Translator& translator) {
  const std::vector<int64_t> words = translator.vocabularies().target.encode(text);
  const EncodedPair pair = {{}, {words.begin(), words.end()}};
  const Forced forced = force(translator.stepper(), {pair}).front();
  double cost = 0;
  for (const double word : forced.log_probabilities) cost -= std::max(word, least_log_probability);
  return cost;
}

/// Infinite where no model translates to the language.
double least_writing_cost(const ServedModels& models, const std::string& target,
                          const std::string& text) {
  double least = infinity;
  for (const ServedModel& model : models.all()) {
    if (model.target == target) least = std::min(least, writing_cost(text, *model.translator));
  }
  return least;
}

/// exp(-cost), so that all sum to 1.
std::vector<double> shares_of(const std::vector<double>& costs) {
  const double least = *std::min_element(costs.begin(), costs.end());
  std::vector<double> shares;
  for (const double cost : costs) shares.push_back(std::exp(least - cost));
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  for (double& share : shares) share /= sum;
  return shares;
}

using Places = std::vector<size_t>;  // of languages

/// Divides what languages of equal cost have together by what their decoders find; where one has no
/// decoder they stay equal.
void tell_apart(const Places& alike, const ServedModels& models, const std::string& text,
                std::vector<DetectedLanguage>& languages) {
  std::vector<double> costs;
  double together = 0;
  for (const size_t place : alike) {
    costs.push_back(least_writing_cost(models, languages[place].code, text));
    together += languages[place].confidence;
  }
  if (*std::max_element(costs.begin(), costs.end()) == infinity) return;
  const std::vector<double> shares = shares_of(costs);
  for (size_t i = 0; i < alike.size(); ++i) languages[alike[i]].confidence = together * shares[i];
}

}  // namespace

std::vector<DetectedLanguage> detect_language(const ServedModels& models, const std::string& text) {
  const std::vector<std::string> codes = models.sources();
  std::vector<double> costs;
  std::map<double, Places> by_cost;
  for (const std::string& code : codes) {
    costs.push_back(least_reading_cost(models, code, text.substr(0, longest_read)));
    by_cost[costs.back()].push_back(costs.size() - 1);
  }
  const std::vector<double> shares = shares_of(costs);
  std::vector<DetectedLanguage> languages;
  for (size_t i = 0; i < codes.size(); ++i) languages.push_back({codes[i], 100 * shares[i]});
  for (const auto& [cost, alike] : by_cost) {
    const bool has_text = cost > 0;
    if (has_text && alike.size() > 1)
      tell_apart(alike, models, text.substr(0, longest_written), languages);
  }
  std::stable_sort(languages.begin(), languages.end(),
                   [](const auto& a, const auto& b) { return a.confidence > b.confidence; });
  return languages;
}

}  // namespace dragoman

#include "serve/detection.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "dragoman/text/words.h"

namespace dragoman {
namespace {

constexpr size_t longest_read = 2000;  // bytes
constexpr double characters_of_unicode = 1'114'112;

/// What a text costs, in nats.
double cost_of(const std::string& text, const Vocabulary& vocabulary) {
  const std::vector<int64_t> ids = vocabulary.encode(text);
  const std::vector<std::string> pieces = vocabulary.pieces(ids);
  double cost = 0;
  for (size_t place = 0; place < ids.size(); ++place) {
    const bool is_unknown = ids[place] == TokenIds::unknown || is_byte_piece(pieces[place]);
    cost += std::log(is_unknown ? characters_of_unicode : static_cast<double>(vocabulary.size()));
  }
  return cost;
}

double least_cost(const ServedModels& models, const std::string& source, const std::string& text) {
  double least = std::numeric_limits<double>::infinity();
  for (const ServedModel& model : models.all()) {
    if (model.source != source) continue;
    least = std::min(least, cost_of(text, model.translator->vocabularies().source));
  }
  return least;
}

}  // namespace

std::vector<DetectedLanguage> detect_language(const ServedModels& models, const std::string& text) {
  const std::string beginning = text.substr(0, longest_read);
  std::vector<DetectedLanguage> languages;
  double least = std::numeric_limits<double>::infinity(), sum = 0;
  for (const std::string& code : models.sources()) {
    languages.push_back({code, least_cost(models, code, beginning)});
    least = std::min(least, languages.back().confidence);
  }
  for (auto& [code, share] : languages) sum += share = std::exp(least - share);
  for (auto& [code, share] : languages) share *= 100 / sum;
  std::stable_sort(languages.begin(), languages.end(),
                   [](const auto& a, const auto& b) { return a.confidence > b.confidence; });
  return languages;
}

}  // namespace dragoman

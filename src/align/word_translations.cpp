#include "dragoman/align/word_translations.h"

#include <algorithm>
#include <utility>

#include "align/learned_models.h"

namespace dragoman {

std::vector<std::vector<WordTranslation>> word_translations(const std::vector<WordPair>& pairs,
                                                            const WordAlignerOptions& options,
                                                            size_t at_most) {
  const TranslationTable table = learn_models(pairs, options).table;
  std::vector<std::vector<WordTranslation>> all;
  for (int32_t source = 0; source < table.sources(); ++source) {
    std::vector<WordTranslation> found = table.of(source);
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.probability > b.probability; });
    found.resize(std::min(found.size(), at_most));
    all.push_back(std::move(found));
  }
  return all;
}

}  // namespace dragoman

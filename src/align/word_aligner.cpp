#include "dragoman/align/word_aligner.h"

#include <algorithm>

#include "align/learned_models.h"

namespace dragoman {
namespace {

/// The position of the largest share; -1 for that of none, which comes first.
int64_t likeliest(const std::vector<double>& shares) {
  return std::max_element(shares.begin(), shares.end()) - shares.begin() - 1;
}

std::vector<int64_t> origins(const WordPair& pair, const DiagonalModel& model,
                             const TranslationTable& table) {
  std::vector<int64_t> found;
  for (size_t j = 0; j < pair.target.size(); ++j) {
    found.push_back(likeliest(model.posterior(pair, j, table)));
  }
  return found;
}

std::vector<int64_t> origins(const WordPair& pair, HmmModel& model, const TranslationTable& table) {
  std::vector<int64_t> found;
  for (const auto& shares : model.posterior(pair, table)) found.push_back(likeliest(shares));
  return found;
}

}  // namespace

WordOrigins align_words(const std::vector<WordPair>& pairs, const WordAlignerOptions& options) {
  auto [table, diagonal, hmm] = learn_models(pairs, options);
  WordOrigins all;
  for (const WordPair& pair : pairs) {
    if (pair.source.empty() || pair.target.empty()) {
      all.emplace_back(pair.target.size(), -1);
    } else {
      all.push_back(options.hmm_iterations > 0 ? origins(pair, hmm, table)
                                               : origins(pair, diagonal, table));
    }
  }
  return all;
}

}  // namespace dragoman

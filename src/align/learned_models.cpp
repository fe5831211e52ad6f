#include "align/learned_models.h"

namespace dragoman {

LearnedModels learn_models(const std::vector<WordPair>& pairs, const WordAlignerOptions& options) {
  LearnedModels models{TranslationTable(pairs), DiagonalModel(options.null),
                       HmmModel(options.null)};
  for (int64_t i = 0; i < options.diagonal_iterations; ++i) {
    models.diagonal.improve(pairs, models.table, options.dirichlet);
  }
  for (int64_t i = 0; i < options.hmm_iterations; ++i) {
    models.hmm.improve(pairs, models.table, options.dirichlet);
  }
  return models;
}

}  // namespace dragoman

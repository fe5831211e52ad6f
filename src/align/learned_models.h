#pragma once
#include <vector>

#include "align/diagonal_model.h"
#include "align/hmm_model.h"
#include "align/translation_table.h"
#include "dragoman/align/word_aligner.h"

namespace dragoman {

/// What `align_words` learns.
struct LearnedModels {
  TranslationTable table;
  DiagonalModel diagonal;
  HmmModel hmm;
};

LearnedModels learn_models(const std::vector<WordPair>& pairs, const WordAlignerOptions& options);

}  // namespace dragoman

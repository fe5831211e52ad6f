#pragma once
#include <cstdint>

#include "dragoman/nn/lexicon.h"
#include "dragoman/nn/model.h"
#include "dragoman/text/pair_source.h"

namespace dragoman {

struct PieceLexiconOptions {
  int64_t pieces;  // K, of each source piece
  int64_t draws;   // of each pair, where segmentations are drawn
  uint64_t seed;   // theirs
};

/// The lexicon of the pieces of these pairs, the end token among them (see `word_translations`). Of
/// a large corpus an even part is read.
Lexicon learn_lexicon(const PairSource& pairs, const VocabularySizes& sizes,
                      const PieceLexiconOptions& options);

}  // namespace dragoman

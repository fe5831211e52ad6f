#pragma once
#include <cstdint>

#include "dragoman/config/config.h"
#include "dragoman/config/explained_config.h"
#include "dragoman/text/corpus_statistics.h"
#include "dragoman/text/vocabularies.h"

namespace dragoman {

// A configuration that fits a corpus, for a first run that is soon over. The rules were measured on
// Multi30k and 3,000 pairs of it, and go on beyond these in proportion. N is the number of pairs, W
// the mean of the sides' running words.

/// vocabulary.joint   when the sides have half of their letters in common
/// vocabulary.size    260 special pieces and bytes + characters + what is learned, rounded up to
///                    tens; a piece is learned for every 100 running words and for every 4
///                    different words, whichever is less, at most 32,000. A vocabulary of one side
///                    has the larger side's size.
/// Of more than 1,000 characters, the rarest 0.05 % of the text are left to the bytes.
VocabularyConfig suggest_vocabulary(const CorpusStatistics& corpus);

struct Suggestion {
  Config config;
  Reasons reasons;  // of all keys that were decided, with what was seen
};

/// Everything but file names, for a vocabulary as it was trained:
///   all widths           128 under W = 50,000, 256 under 1,000,000, else 512
///   dropout              0.2, from W = 10,000,000 on 0.1
///   data.max_length      `fitting_length` rounded up to tens, from 20 to 250
///   batch.size           the largest of 8, 16, 32, 64 with 50 updates an epoch and 4,000 pieces
///   training.max_epochs  for 5,000 updates, with width 512 for 10,000; from 3 to 100
///   validation.every     each epoch, or 2,000 updates where an epoch has more
///   learning rate        1.024 / width, at most 0.004, after a warm-up over a twentieth of the
///                        updates, from 50 to 1,000; from there by a cosine to 0 at the end
///   training.average     0.01
/// @param fitting_length within which 99.5 % of the pairs are, in pieces
Suggestion suggest_config(const CorpusStatistics& corpus, const VocabularyConfig& vocabulary,
                          int64_t fitting_length);

/// The share of pairs that `suggest_config` wants within `fitting_length`.
inline constexpr double fitting_share = 0.995;

/// A suggestion, and what it was tried on.
struct TriedSuggestion {
  Suggestion suggestion;
  ParallelCorpus sample;  // of the corpus
  Vocabularies vocabularies;
};

/// Looks at a training corpus, trains the suggested vocabulary on at most 20,000 pairs of it to see
/// how long sentences are in pieces, and suggests the rest. Where the text does not allow the
/// suggested size, it is the largest that it does; 0, which is the same for each side on its own,
/// where the sides differ in that.
/// @throws InputError when the corpus holds no usable text
TriedSuggestion suggest_for(const ParallelCorpus& train);

}  // namespace dragoman

#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "dragoman/text/corpus.h"
#include "dragoman/text/encoded_corpus.h"

namespace dragoman {

/// What a text is made of. Lines that are not valid UTF-8 are passed over.
struct TextStatistics {
  int64_t words = 0;  // running, between white space; an ideograph or kana is one
  int64_t distinct_words = 0;
  int64_t distinct_characters = 0;  // white space not counted
};

struct CorpusStatistics {
  int64_t pairs = 0;
  TextStatistics source, target, both;  // `both`: as one text

  /// How far the sides use the same letters: the sum over letters of the smaller of the two sides'
  /// relative frequencies, from 0 (none in common) to 1 (equally often).
  double letters_in_common = 0;
};

CorpusStatistics corpus_statistics(const ParallelCorpus& corpus);

/// The least length in pieces, without the end token, within which both sides of at least `share`
/// of the pairs are; 0 without pairs. @param share above 0, at most 1
int64_t fitting_length(const EncodedCorpus& corpus, double share);

/// At most `count` of the numbers from 0 to `size` - 1, evenly spaced, rising.
std::vector<std::size_t> spaced_rows(std::size_t size, std::size_t count);

}  // namespace dragoman

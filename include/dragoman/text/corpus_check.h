#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "dragoman/config/config.h"
#include "dragoman/text/corpus.h"
#include "dragoman/text/corpus_report.h"
#include "dragoman/text/encoded_corpus.h"
#include "dragoman/text/vocabularies.h"

namespace dragoman {

struct CheckedCorpus {
  EncodedCorpus corpus;
  std::vector<size_t> rows;  // of the pairs kept, in the text
  CorpusReport report;
};

/// Encodes for training and drops what training should not see: always pairs that are empty, not
/// valid UTF-8 or over `max_length`; pairs in another script, duplicates, copies and extreme ratios
/// when `config` says so. Ratios are counted against 4 when `max_length_ratio` is 0 (off).
/// Misaligned pairs are warned of and kept; more than half dropped or misaligned is a doubt.
/// @throws InputError when no pair is left.
CheckedCorpus encode_checked(const std::string& name, const ParallelCorpus& corpus,
                             const Vocabularies& vocabularies, const DataConfig& config);

/// Encodes for validation and testing: the same counts, nothing dropped, since a score must cover
/// every sentence. Pair i of the result is pair i of `corpus`.
CheckedCorpus encode_all(const std::string& name, const ParallelCorpus& corpus,
                         const Vocabularies& vocabularies, const DataConfig& config);

/// How many of `sources` occur, byte for byte, among `train_sources`.
int64_t count_contained(const std::vector<std::string>& sources,
                        const std::vector<std::string>& train_sources);

}  // namespace dragoman

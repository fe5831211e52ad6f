#pragma once
#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

#include "dragoman/config/config.h"
#include "dragoman/text/corpus.h"
#include "dragoman/text/corpus_report.h"
#include "dragoman/text/pair_source.h"
#include "dragoman/text/vocabularies.h"

namespace dragoman {

/// Whether an earlier pair was the same; it is asked once for each pair, in order.
using IsRepeated = std::function<bool(std::string_view source, std::string_view target)>;

/// Consecutive pairs of a corpus, encoded and looked at.
struct CheckedPart {
  std::vector<EncodedPair> pairs;  // those kept
  std::vector<std::size_t> rows;   // of them, in the part
  CorpusReport report;             // of the part, without doubts; lines as in the corpus
};

struct PartCheck {
  std::string_view name;  // of the corpus
  const Vocabularies& vocabularies;
  const DataConfig& config;
  bool dropping;              // or else all pairs are kept
  std::size_t first_row = 0;  // of the part, in the corpus
};

/// Of no pair yet.
CorpusReport new_report(std::string_view name, const DataConfig& config);

CheckedPart check_part(const PartCheck& check, const ParallelCorpus& part,
                       const IsRepeated& is_repeated);

/// Counts a further part.
void add_part(CorpusReport& report, const CorpusReport& part);

/// @throws InputError when no pair is left
void check_any_left(const CorpusReport& report);

/// Doubts about a corpus all of whose parts have been counted.
void judge(CorpusReport& report, const DataConfig& config);

}  // namespace dragoman

#pragma once
#include <string>
#include <vector>

namespace dragoman {

/// References of a corpus, sentence-major: references[i] holds those of sentence i, in the order of
/// their files. Sentences may have different numbers of them, at least one each.
using References = std::vector<std::vector<std::string>>;

/// One reference a sentence.
References single_references(const std::vector<std::string>& lines);

/// What every metric answers, for printing or JSON alike.
struct Score {
  std::string name;       ///< "BLEU", "chrF2", "chrF2++", "TER"
  double score = 0;       ///< in percent; TER may exceed 100
  std::string signature;  ///< how it was computed (Post 2018): "nrefs:1|case:mixed|…|version:…"
  std::string verbose;    ///< what the metric's line says after the score; empty for chrF and TER
};

/// One line, as sacreBLEU's text format: "BLEU|nrefs:1|… = 38.50 70.1/45.2/32.0/22.8 (BP = 1.000
/// ratio = 1.012 hyp_len = 812 ref_len = 802)".
std::string format_score(const Score& score, int decimals = 2);

}  // namespace dragoman

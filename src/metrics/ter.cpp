#include "dragoman/metrics/ter.h"

#include <algorithm>
#include <string_view>

#include "dragoman/base/unicode.h"
#include "metrics/corpus.h"
#include "metrics/ngrams.h"
#include "metrics/signature.h"
#include "metrics/tercom.h"
#include "metrics/translation_edits.h"

namespace dragoman {
namespace {

std::string signature(const TerOptions& options, const References& references) {
  return make_signature(references, {{"case", options.case_sensitive ? "mixed" : "lc"},
                                     {"tok", "tercom"},
                                     {"norm", yes_or_no(options.normalized)},
                                     {"punct", yes_or_no(!options.no_punctuation)},
                                     {"asian", yes_or_no(options.asian_support)}});
}

TerStatistics measure(const std::string& hypothesis, const std::vector<std::string>& references,
                      const TerOptions& options) {
  std::vector<std::string> lines = {normalize_for_ter(hypothesis, options)};
  for (const auto& reference : references) lines.push_back(normalize_for_ter(reference, options));
  std::vector<std::vector<std::string_view>> words;
  words.reserve(lines.size());
  for (const std::string& line : lines) words.push_back(split_whitespace(line));
  const std::vector<Symbols> texts = number_words(words);
  TerStatistics statistics;
  size_t reference_words = 0;
  for (size_t k = 1; k < texts.size(); ++k) {
    const int64_t edits = translation_edits(texts[0], texts[k]);
    statistics.edits = k == 1 ? edits : std::min(statistics.edits, edits);
    reference_words += texts[k].size();
  }
  statistics.reference_length =
      static_cast<double>(reference_words) / static_cast<double>(references.size());
  return statistics;
}

}  // namespace

TerStatistics& TerStatistics::operator+=(const TerStatistics& other) {
  edits += other.edits;
  reference_length += other.reference_length;
  return *this;
}

std::vector<TerStatistics> ter_statistics(const std::vector<std::string>& hypotheses,
                                          const References& references, const TerOptions& options) {
  return measure_sentences(hypotheses, references, [&](const auto& hypothesis, const auto& lines) {
    return measure(hypothesis, lines, options);
  });
}

TerScore ter_from_statistics(const TerStatistics& sum) {
  TerScore ter;
  ter.name = "TER";
  ter.edits = sum.edits;
  ter.reference_length = sum.reference_length;
  if (sum.reference_length > 0) {
    ter.score = 100.0 * (static_cast<double>(sum.edits) / sum.reference_length);
  } else {
    ter.score = sum.edits > 0 ? 100.0 : 0.0;
  }
  return ter;
}

TerScore corpus_ter(const std::vector<std::string>& hypotheses, const References& references,
                    const TerOptions& options) {
  TerScore ter = ter_from_statistics(sum(ter_statistics(hypotheses, references, options)));
  ter.signature = signature(options, references);
  return ter;
}

}  // namespace dragoman

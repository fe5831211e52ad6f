#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "dragoman/metrics/score.h"

namespace dragoman {

/// @throws InputError when the numbers of hypotheses and reference lines differ or are 0, a
/// sentence has no reference, or a text is not UTF-8; sentences are counted from 1.
void check_corpus(const std::vector<std::string>& hypotheses, const References& references);

/// How many references every sentence has; nothing when that varies.
std::optional<size_t> reference_count(const References& references);

/// measure(hypothesis, its references) for each sentence of a checked corpus.
template <typename Measure>
auto measure_sentences(const std::vector<std::string>& hypotheses, const References& references,
                       Measure measure) {
  check_corpus(hypotheses, references);
  std::vector<decltype(measure(hypotheses.front(), references.front()))> statistics;
  statistics.reserve(hypotheses.size());
  for (size_t i = 0; i < hypotheses.size(); ++i) {
    statistics.push_back(measure(hypotheses[i], references[i]));
  }
  return statistics;
}

/// Sum of at least one sentence's statistics.
template <typename Statistics>
Statistics sum(const std::vector<Statistics>& sentences) {
  Statistics total = sentences.front();
  for (size_t i = 1; i < sentences.size(); ++i) total += sentences[i];
  return total;
}

}  // namespace dragoman

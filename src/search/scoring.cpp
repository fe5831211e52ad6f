#include "dragoman/search/scoring.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dragoman {

double length_penalty(const Scoring& scoring, int64_t words) {
  const auto length = static_cast<double>(words + 1);
  switch (scoring.length_penalty) {
    case LengthPenalty::none:
      return 1;
    case LengthPenalty::average:
      return std::pow(length, scoring.length_normalization);
    case LengthPenalty::gnmt:
      return std::pow((5 + length) / 6, scoring.length_normalization);
  }
  return 1;
}

double coverage_score(const Scoring& scoring, const std::vector<double>& coverage) {
  if (scoring.coverage_penalty == 0) return 0;
  const double least = std::exp(-10.0);
  double sum = 0;
  for (size_t position = 0; position + 1 < coverage.size(); ++position) {
    sum += std::log(std::clamp(coverage[position], least, 1.0));
  }
  return scoring.coverage_penalty * sum;
}

double score_of(const Scoring& scoring, double log_probability, int64_t words,
                const std::vector<double>& coverage) {
  return (log_probability + scoring.word_reward * static_cast<double>(words)) /
             length_penalty(scoring, words) +
         coverage_score(scoring, coverage);
}

double best_reachable_score(const Scoring& scoring, double log_probability, int64_t words,
                            int64_t max_length) {
  // Without a reward the score rises or falls with the length throughout.
  const int64_t step = scoring.word_reward == 0 ? std::max<int64_t>(1, max_length - words) : 1;
  double best = -std::numeric_limits<double>::infinity();
  for (int64_t length = words; length <= max_length; length += step) {
    best = std::max(best, score_of(scoring, log_probability, length, {}));
  }
  return best;
}

}  // namespace dragoman

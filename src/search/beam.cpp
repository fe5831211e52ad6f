#include "dragoman/search/beam.h"

#include <algorithm>
#include <cmath>

#include "dragoman/text/vocabulary.h"

namespace dragoman {
namespace {

Hypothesis extended(const Hypothesis& hypothesis, const Candidate& candidate) {
  Hypothesis longer = hypothesis;
  longer.words.push_back(candidate.word);
  longer.log_probability = candidate.log_probability;
  return longer;
}

Hypothesis finished(Hypothesis hypothesis, double log_probability, const BeamLimits& limits) {
  hypothesis.log_probability = log_probability;
  hypothesis.score = normalised_score(
      log_probability, static_cast<int64_t>(hypothesis.words.size()), limits.length_normalization);
  return hypothesis;
}

}  // namespace

double normalised_score(double log_probability, int64_t words, double length_normalization) {
  return log_probability / std::pow(static_cast<double>(words + 1), length_normalization);
}

Beam start_beam() {
  return {{Hypothesis{}}, {0}, {}};
}

Beam advance_beam(const Beam& beam, const std::vector<Candidate>& candidates,
                  const BeamLimits& limits) {
  const size_t beam_size = static_cast<size_t>(limits.beam_size);
  Beam next{{}, {}, beam.finished};
  for (size_t rank = 0; rank < candidates.size() && next.live.size() < beam_size; ++rank) {
    const Candidate& candidate = candidates[rank];
    const Hypothesis& hypothesis = beam.live[static_cast<size_t>(candidate.row)];
    if (candidate.word != TokenIds::end) {
      next.live.push_back(extended(hypothesis, candidate));
      next.parents.push_back(candidate.row);
    } else if (rank < beam_size && next.finished.size() < beam_size) {
      next.finished.push_back(finished(hypothesis, candidate.log_probability, limits));
    }
  }
  const bool at_limit = !next.live.empty() &&
                        static_cast<int64_t>(next.live.front().words.size()) >= limits.max_length;
  if (at_limit) {
    for (const Hypothesis& hypothesis : next.live) {
      if (next.finished.size() >= beam_size) break;
      next.finished.push_back(finished(hypothesis, hypothesis.log_probability, limits));
    }
    next.live.clear();
    next.parents.clear();
  }
  return next;
}

bool is_complete(const Beam& beam, const BeamLimits& limits) {
  return beam.live.empty() || beam.finished.size() >= static_cast<size_t>(limits.beam_size);
}

std::vector<Hypothesis> ranked(const Beam& beam) {
  std::vector<Hypothesis> hypotheses = beam.finished;
  std::stable_sort(hypotheses.begin(), hypotheses.end(),
                   [](const Hypothesis& a, const Hypothesis& b) { return a.score > b.score; });
  return hypotheses;
}

}  // namespace dragoman

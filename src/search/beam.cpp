#include "dragoman/search/beam.h"

#include <algorithm>
#include <functional>
#include <map>

#include "dragoman/text/vocabulary.h"

namespace dragoman {
namespace {

int64_t length_of(const Hypothesis& hypothesis) {
  return static_cast<int64_t>(hypothesis.words.size());
}

Hypothesis extended(const Hypothesis& hypothesis, const Candidate& candidate) {
  Hypothesis longer = hypothesis;
  longer.words.push_back(candidate.word);
  longer.log_probability = candidate.log_probability;
  longer.adjustment = candidate.adjustment;
  longer.progress = candidate.progress;
  return longer;
}

Hypothesis scored(Hypothesis hypothesis, const BeamLimits& limits) {
  hypothesis.score =
      score_of(limits.scoring, hypothesis.merit(), length_of(hypothesis), hypothesis.coverage);
  return hypothesis;
}

Hypothesis ended(Hypothesis hypothesis, const Candidate& candidate, const BeamLimits& limits) {
  hypothesis.log_probability = candidate.log_probability;
  hypothesis.adjustment = candidate.adjustment;
  return scored(std::move(hypothesis), limits);
}

/// At the length limit ends what is live, until `most` are finished.
void end_at_limit(Beam& beam, size_t most, const BeamLimits& limits) {
  if (beam.live.empty() || length_of(beam.live.front()) < limits.max_length) return;
  const auto has_all = [&](const Hypothesis& one) { return one.progress >= limits.required; };
  const bool all_lack =
      beam.finished.empty() && std::none_of(beam.live.begin(), beam.live.end(), has_all);
  for (const Hypothesis& hypothesis : beam.live) {
    if (beam.finished.size() >= most) break;
    if (!all_lack && !has_all(hypothesis)) continue;
    beam.finished.push_back(scored(hypothesis, limits));
  }
  beam.live.clear();
  beam.parents.clear();
}

/// Whether none of the live can become one of the best `n_best` any more.
bool best_are_certain(const Beam& beam, const BeamLimits& limits) {
  const auto asked = static_cast<size_t>(limits.n_best);
  if (beam.finished.size() < asked) return false;
  const double worst = ranked(beam)[asked - 1].score;
  return std::all_of(beam.live.begin(), beam.live.end(), [&](const Hypothesis& live) {
    return best_reachable_score(limits.scoring, live.merit(), length_of(live), limits.max_length) <=
           worst;
  });
}

}  // namespace

Beam start_beam(int64_t count) {
  Beam beam;
  for (int64_t sample = 0; sample < count; ++sample) {
    beam.live.emplace_back().sample = sample;
    beam.parents.push_back(sample);
  }
  return beam;
}

std::vector<Candidate> dealt(const std::vector<Candidate>& candidates) {
  std::map<int64_t, std::vector<Candidate>, std::greater<>> banks;
  for (const Candidate& candidate : candidates) banks[candidate.progress].push_back(candidate);
  std::vector<Candidate> order;
  for (size_t turn = 0; order.size() < candidates.size(); ++turn) {
    for (const auto& [progress, bank] : banks) {
      if (turn < bank.size()) order.push_back(bank[turn]);
    }
  }
  return order;
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
      next.finished.push_back(ended(hypothesis, candidate, limits));
    }
  }
  end_at_limit(next, beam_size, limits);
  return next;
}

Beam advance_samples(const Beam& beam, const std::vector<Candidate>& candidates,
                     const BeamLimits& limits) {
  Beam next{{}, {}, beam.finished};
  for (const Candidate& candidate : candidates) {
    const Hypothesis& hypothesis = beam.live[static_cast<size_t>(candidate.row)];
    if (candidate.word == TokenIds::end) {
      next.finished.push_back(ended(hypothesis, candidate, limits));
      continue;
    }
    next.live.push_back(extended(hypothesis, candidate));
    next.parents.push_back(candidate.row);
  }
  end_at_limit(next, next.finished.size() + next.live.size(), limits);
  return next;
}

bool is_complete(const Beam& beam, const BeamLimits& limits) {
  if (beam.live.empty()) return true;
  const auto finished = static_cast<int64_t>(beam.finished.size());
  switch (limits.stopping) {
    case Stopping::all:
      return false;
    case Stopping::full:
      return finished >= limits.beam_size;
    case Stopping::exact:
      return finished >= limits.beam_size || best_are_certain(beam, limits);
    case Stopping::first:
      return finished >= std::min(limits.n_best, limits.beam_size);
  }
  return false;
}

std::vector<Hypothesis> ranked(const Beam& beam) {
  std::vector<Hypothesis> hypotheses = beam.finished;
  std::stable_sort(hypotheses.begin(), hypotheses.end(),
                   [](const Hypothesis& a, const Hypothesis& b) { return a.score > b.score; });
  return hypotheses;
}

}  // namespace dragoman

#pragma once
#include <cstdint>
#include <vector>

#include "dragoman/search/scoring.h"

namespace dragoman {

/// A translation under construction, or a finished one.
struct Hypothesis {
  std::vector<int64_t> words;      // without begin and end
  double log_probability = 0;      // of the words, and of the end token once finished
  double score = 0;                // by `Scoring`; set when finished
  double adjustment = 0;           // what rules added to the log probability
  std::vector<double> coverage{};  // of each source position, where the score asks for it
  int64_t sample = 0;              // its number among those drawn
  int64_t progress = 0;            // pieces of the `Terms` that it has

  double merit() const { return log_probability + adjustment; }
};

/// A continuation of the beam: hypothesis `row` of `Beam::live` followed by `word`.
struct Candidate {
  int64_t row;
  int64_t word;
  double log_probability;  // of the whole hypothesis
  double adjustment = 0;   // of the whole hypothesis
  int64_t progress = 0;    // of the whole hypothesis

  double merit() const { return log_probability + adjustment; }
};

/// The beam of one sentence. A value: each step makes a new one.
struct Beam {
  std::vector<Hypothesis> live;      // in the order of their candidates, at most K
  std::vector<int64_t> parents;      // the row that each live hypothesis continues
  std::vector<Hypothesis> finished;  // in the order of finishing; never touched again
};

/// What bounds a beam.
struct BeamLimits {
  int64_t beam_size;
  int64_t max_length;  // words, the end token not counted
  Scoring scoring{};
  int64_t n_best = 1;  // hypotheses that are asked for
  Stopping stopping = Stopping::full;
  int64_t required = 0;  // progress of a hypothesis with all terms
};

/// The beam before the first word: `count` empty hypotheses, which differ in `sample`.
Beam start_beam(int64_t count = 1);

/// The candidates in an order in which those of each progress have their share of the beam: in turn
/// one of each, the most advanced first, and those of like progress in the order in which they came
/// (after the dynamic beam allocation of Post and Vilar 2018, section 3).
std::vector<Candidate> dealt(const std::vector<Candidate>& candidates);

/// One step: of the candidates (largest merit first or `dealt`, at least 2K or all there are) the
/// first K that go on become live, and those among the first K that end become finished. At the
/// length limit what is still live is finished as it stands, what lacks terms only if all do.
Beam advance_beam(const Beam& beam, const std::vector<Candidate>& candidates,
                  const BeamLimits& limits);

/// One step of hypotheses that were drawn: each has one candidate, and goes on or ends by itself.
Beam advance_samples(const Beam& beam, const std::vector<Candidate>& candidates,
                     const BeamLimits& limits);

/// True when no hypothesis is live, or `Stopping` says so.
bool is_complete(const Beam& beam, const BeamLimits& limits);

/// The finished hypotheses, best score first (on equal scores, the one that finished first).
std::vector<Hypothesis> ranked(const Beam& beam);

}  // namespace dragoman

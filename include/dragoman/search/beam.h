#pragma once
#include <cstdint>
#include <vector>

namespace dragoman {

/// A translation under construction, or a finished one.
struct Hypothesis {
  std::vector<int64_t> words;  // without begin and end
  double log_probability = 0;  // of the words, and of the end token once finished
  double score = 0;            // normalised by length; set when finished
};

/// A continuation of the beam: hypothesis `row` of `Beam::live` followed by `word`.
struct Candidate {
  int64_t row;
  int64_t word;
  double log_probability;  // of the whole hypothesis
};

/// The beam of one sentence. A value: each step makes a new one.
struct Beam {
  std::vector<Hypothesis> live;      // best first, at most K
  std::vector<int64_t> parents;      // the row that each live hypothesis continues
  std::vector<Hypothesis> finished;  // in the order of finishing; never touched again
};

/// What bounds a beam.
struct BeamLimits {
  int64_t beam_size;
  int64_t max_length;           // words, the end token not counted
  double length_normalization;  // α
};

/// log p / length^α, the end token counted as a word (Wu et al. 2016, eq. 14, in the simple form of
/// Nematus and Marian); α = 0 leaves the log probability as it is.
double normalised_score(double log_probability, int64_t words, double length_normalization);

/// The beam before the first word: one empty hypothesis.
Beam start_beam();

/// One step: of the candidates (best first, at least 2K or all there are) the best K that go on
/// become live, and those among the first K that end become finished. At the length limit what is
/// still live is finished as it stands.
Beam advance_beam(const Beam& beam, const std::vector<Candidate>& candidates,
                  const BeamLimits& limits);

/// True when K hypotheses are finished or none is live: nothing will change any more.
bool is_complete(const Beam& beam, const BeamLimits& limits);

/// The finished hypotheses, best score first (on equal scores, the one that finished first).
std::vector<Hypothesis> ranked(const Beam& beam);

}  // namespace dragoman

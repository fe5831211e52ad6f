#pragma once
#include <cstdint>
#include <vector>

#include "dragoman/config/config.h"

namespace dragoman {

/// The divisor of a hypothesis of `words` words; the end token counts as one.
double length_penalty(const Scoring& scoring, int64_t words);

/// β · Σ_j log(min(Σ_i a_ij, 1)) over the positions j of the source but its end, at most 0 (Wu et
/// al. 2016, eq. 14). A position that got nothing counts as one that got e^-10.
/// @param coverage what each position of the source got from all words together
double coverage_score(const Scoring& scoring, const std::vector<double>& coverage);

/// (log p + γ · words) / length penalty + coverage score.
double score_of(const Scoring& scoring, double log_probability, int64_t words,
                const std::vector<double>& coverage);

/// The largest score that a hypothesis of `words` words may still reach when it has `max_length`
/// words at most, its log probability never rises and its coverage is complete in the end.
double best_reachable_score(const Scoring& scoring, double log_probability, int64_t words,
                            int64_t max_length);

}  // namespace dragoman

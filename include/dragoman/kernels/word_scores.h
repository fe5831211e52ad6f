#pragma once
#include <cstdint>

namespace dragoman {

// What a search asks of the scores of all words after one hypothesis.

/// log Σ_i e^score_i of `count` scores.
float log_sum_exp(const float* scores, int64_t count);
double log_sum_exp(const double* scores, int64_t count);

/// Writes the indices of the `wanted` largest scores, the largest first; among equals the first
/// one. Scores of −∞ are left out. @return how many it wrote
int64_t largest_scores(const float* scores, int64_t count, int64_t wanted, int64_t* indices);
int64_t largest_scores(const double* scores, int64_t count, int64_t wanted, int64_t* indices);

}  // namespace dragoman

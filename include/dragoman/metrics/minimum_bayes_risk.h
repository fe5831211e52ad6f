#pragma once
#include <string>
#include <vector>

namespace dragoman {

/// What each candidate gains on average where another may be the right one: Σ_j w_j chrF(i | j) / Σ
/// w, in percent (Kumar and Byrne 2004; on samples Eikema and Aziz 2020). The candidate with the
/// most carries the minimum Bayes risk.
/// @param weights of the candidates: how probable each is, up to a factor; positive
std::vector<double> expected_chrf(const std::vector<std::string>& candidates,
                                  const std::vector<double>& weights);

}  // namespace dragoman

#pragma once
#include <string>
#include <vector>

namespace dragoman {

/// What each candidate gains on average where another may be the right one: the mean of chrF(i | j)
/// over all candidates j, in percent, each counting as often as it comes (Kumar and Byrne 2004; on
/// samples Eikema and Aziz 2020). The candidate with the most carries the minimum Bayes risk.
std::vector<double> expected_chrf(const std::vector<std::string>& candidates);

}  // namespace dragoman

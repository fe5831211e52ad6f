#include "dragoman/metrics/minimum_bayes_risk.h"

#include <map>
#include <numeric>

#include "dragoman/metrics/chrf.h"

namespace dragoman {

std::vector<double> expected_chrf(const std::vector<std::string>& candidates,
                                  const std::vector<double>& weights) {
  // Samples repeat: each text is compared once.
  std::map<std::string, double> distinct;
  for (size_t i = 0; i < candidates.size(); ++i) distinct[candidates[i]] += weights[i];
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  std::map<std::string, double> gains;
  for (const auto& [candidate, own_weight] : distinct) {
    double gain = 0;
    for (const auto& [reference, weight] : distinct) {
      // A text without characters is like itself, too.
      const double likeness =
          candidate == reference ? 100 : corpus_chrf({candidate}, {{reference}}).score;
      gain += weight * likeness;
    }
    gains[candidate] = gain / total;
  }
  std::vector<double> expected;
  for (const std::string& candidate : candidates) expected.push_back(gains.at(candidate));
  return expected;
}

}  // namespace dragoman

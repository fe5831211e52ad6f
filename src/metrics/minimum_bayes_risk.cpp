#include "dragoman/metrics/minimum_bayes_risk.h"

#include <map>

#include "dragoman/metrics/chrf.h"

namespace dragoman {

std::vector<double> expected_chrf(const std::vector<std::string>& candidates) {
  // Samples repeat: each text is compared once.
  std::map<std::string, double> distinct;
  for (const std::string& candidate : candidates) ++distinct[candidate];
  std::map<std::string, double> gains;
  for (const auto& [candidate, own_count] : distinct) {
    double gain = 0;
    for (const auto& [reference, count] : distinct) {
      // A text without characters is like itself, too.
      const double likeness =
          candidate == reference ? 100 : corpus_chrf({candidate}, {{reference}}).score;
      gain += count * likeness;
    }
    gains[candidate] = gain / static_cast<double>(candidates.size());
  }
  std::vector<double> expected;
  for (const std::string& candidate : candidates) expected.push_back(gains.at(candidate));
  return expected;
}

}  // namespace dragoman

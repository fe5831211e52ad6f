#include "report/spread.h"

#include <cmath>
#include <numeric>

namespace dragoman {

Spread spread_of(const std::vector<double>& scores) {
  const auto count = static_cast<double>(scores.size());
  Spread spread{std::accumulate(scores.begin(), scores.end(), 0.0) / count};
  if (scores.size() == 1) return spread;
  double squares = 0;
  for (const double score : scores) squares += std::pow(score - spread.mean, 2);
  spread.deviation = std::sqrt(squares / (count - 1));
  return spread;
}

}  // namespace dragoman

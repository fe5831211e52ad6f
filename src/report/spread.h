#pragma once
#include <vector>

namespace dragoman {

/// What some seeds reach.
struct Spread {
  double mean = 0;
  double deviation = 0;  // with n − 1 in the denominator, n being the number of seeds; 0 of one
};

/// @param scores one at least
Spread spread_of(const std::vector<double>& scores);

}  // namespace dragoman

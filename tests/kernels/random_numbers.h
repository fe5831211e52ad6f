#pragma once
#include <cstdint>
#include <random>
#include <vector>

namespace dragoman {

/// Uniform in [−1, 1), the same for equal arguments.
template <typename Real = float>
std::vector<Real> numbers(int64_t count, uint32_t seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<Real> values(-1, 1);
  std::vector<Real> result(static_cast<size_t>(count));
  for (Real& value : result) value = values(random);
  return result;
}

}  // namespace dragoman

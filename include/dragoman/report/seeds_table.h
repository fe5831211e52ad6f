#pragma once
#include <string>
#include <vector>

#include "dragoman/training/state.h"

namespace dragoman {

/// The best validation of a training with one seed.
struct SeedResult {
  int64_t seed = 0;
  ValidationReport best{};
};

/// A line for each, then the means and, of several, the sample standard deviations.
std::string seeds_table(const std::vector<SeedResult>& results);

}  // namespace dragoman

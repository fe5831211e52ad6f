#include "dragoman/kernels/instructions.h"

#include <algorithm>
#include <cstdlib>

#include <hwy/highway.h>
#include <hwy/targets.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

/// Each set is a bit; better ones are lower. What is not compiled in cannot be chosen.
std::vector<int64_t> usable_targets() {
  std::vector<int64_t> targets;
  for (int64_t bits = hwy::SupportedTargets() & HWY_TARGETS; bits != 0; bits &= bits - 1) {
    targets.push_back(bits & -bits);
  }
  return targets;
}

bool limit_once() {
  const std::vector<std::string> names = instruction_sets();
  const char* wanted = std::getenv(instructions_variable);
  if (wanted == nullptr || *wanted == '\0') return true;
  const auto found = std::find(names.begin(), names.end(), wanted);
  if (found == names.end()) {
    fail_input("{}: got '{}'; this processor has {}", instructions_variable, wanted,
               fmt::join(names, ", "));
  }
  const int64_t best = usable_targets()[static_cast<size_t>(found - names.begin())];
  hwy::DisableTargets(best - 1);
  return true;
}

}  // namespace

std::vector<std::string> instruction_sets() {
  std::vector<std::string> names;
  for (const int64_t target : usable_targets()) names.emplace_back(hwy::TargetName(target));
  return names;
}

std::string instruction_set() {
  limit_instructions();
  return instruction_sets().front();
}

void limit_instructions() {
  static const bool limited = limit_once();
  static_cast<void>(limited);
}

}  // namespace dragoman

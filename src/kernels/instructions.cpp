#include "dragoman/kernels/instructions.h"

#include <algorithm>
#include <cstdlib>

#include <hwy/highway.h>
#include <hwy/targets.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

/// Each set is a bit; better ones are lower. What is not compiled in cannot be chosen. Asked once:
/// asking Highway again would undo a limit.
const std::vector<int64_t>& usable_targets() {
  static const std::vector<int64_t> usable = [] {
    std::vector<int64_t> targets;
    for (int64_t bits = hwy::SupportedTargets() & HWY_TARGETS; bits != 0; bits &= bits - 1) {
      targets.push_back(bits & -bits);
    }
    return targets;
  }();
  return usable;
}

/// The place of the set in use among the usable ones.
size_t limit_once() {
  const std::vector<std::string> names = instruction_sets();
  const char* wanted = std::getenv(instructions_variable);
  if (wanted == nullptr || *wanted == '\0') return 0;
  const auto found = std::find(names.begin(), names.end(), wanted);
  if (found == names.end()) {
    fail_input("{}: got '{}'; this processor has {}", instructions_variable, wanted,
               fmt::join(names, ", "));
  }
  const auto place = static_cast<size_t>(found - names.begin());
  hwy::DisableTargets(usable_targets()[place] - 1);
  return place;
}

size_t chosen() {
  static const size_t place = limit_once();
  return place;
}

}  // namespace

std::vector<std::string> instruction_sets() {
  std::vector<std::string> names;
  for (const int64_t target : usable_targets()) names.emplace_back(hwy::TargetName(target));
  return names;
}

std::string instruction_set() {
  return instruction_sets()[chosen()];
}

void limit_instructions() {
  chosen();
}

}  // namespace dragoman

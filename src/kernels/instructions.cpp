#include "dragoman/kernels/instructions.h"

#include <algorithm>
#include <cstdlib>

#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include <hwy/highway.h>
#include <hwy/targets.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

constexpr const char* amx_set = "AVX3_AMX";
constexpr const char* vnni_set = "AVX3_VNNI";

struct InstructionSet {
  std::string name;
  int64_t target;  // Highway's: each is a bit, better ones are lower
};

bool processor_has_vnni() {
#if HWY_ARCH_X86_64
  return __builtin_cpu_supports("avx512vnni") != 0;
#else
  return false;
#endif
}

/// Whether the processor has products of tiles of bytes, and the system lets this process use them:
/// it keeps their registers, 8 KiB a thread, only for those that ask.
bool processor_has_tiles() {
#if HWY_ARCH_X86_64 && defined(__linux__)
  constexpr long ask_for_state = 0x1023, tile_data = 18;  // ARCH_REQ_XCOMP_PERM, of <asm/prctl.h>
  return __builtin_cpu_supports("amx-int8") != 0 && processor_has_vnni() &&
         syscall(SYS_arch_prctl, ask_for_state, tile_data) == 0;
#else
  return false;
#endif
}

/// Best first. What is not compiled in cannot be chosen. Asked once: asking Highway again would
/// undo a limit.
const std::vector<InstructionSet>& usable_sets() {
  static const std::vector<InstructionSet> usable = [] {
    std::vector<InstructionSet> sets;
    for (int64_t bits = hwy::SupportedTargets() & HWY_TARGETS; bits != 0; bits &= bits - 1) {
      const int64_t target = bits & -bits;
      if (sets.empty() && target <= HWY_AVX3 && processor_has_tiles()) {
        sets.push_back({amx_set, target});
      }
      if (target == HWY_AVX3 && processor_has_vnni()) sets.push_back({vnni_set, target});
      sets.push_back({hwy::TargetName(target), target});
    }
    return sets;
  }();
  return usable;
}

size_t place_of(const std::vector<std::string>& names, const std::string& name) {
  return static_cast<size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

/// The place of the set in use among the usable ones.
size_t limit_once() {
  const char* wanted = std::getenv(instructions_variable);
  if (wanted == nullptr || *wanted == '\0') return 0;
  const std::vector<std::string> names = instruction_sets();
  const size_t place = place_of(names, wanted);
  if (place == names.size()) {
    fail_input("{}: got '{}'; this processor has {}", instructions_variable, wanted,
               fmt::join(names, ", "));
  }
  hwy::DisableTargets(usable_sets()[place].target - 1);
  return place;
}

size_t chosen() {
  static const size_t place = limit_once();
  return place;
}

}  // namespace

std::vector<std::string> instruction_sets() {
  std::vector<std::string> names;
  for (const InstructionSet& set : usable_sets()) names.push_back(set.name);
  return names;
}

std::string instruction_set() {
  return instruction_sets()[chosen()];
}

bool has_vnni() {
  const InstructionSet& set = usable_sets()[chosen()];
  return HWY_ARCH_X86_64 != 0 &&
         (set.target < HWY_AVX3 || set.name == vnni_set || set.name == amx_set);
}

bool has_tiles() {
  return usable_sets()[chosen()].name == amx_set;
}

void limit_instructions() {
  chosen();
}

}  // namespace dragoman

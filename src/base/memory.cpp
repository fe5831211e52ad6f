#include "dragoman/base/memory.h"

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <new>
#include <string_view>

#include <dlfcn.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <sys/resource.h>
#include <unistd.h>

#include "base/memory_limit.h"

namespace dragoman {
namespace {

/// Of jemalloc, which some builds of LibTorch bring along.
using Control = int (*)(const char* name, void* old, size_t* old_size, void* value, size_t size);

// Its MALLCTL_ARENAS_ALL.
constexpr const char* purge_all_arenas = "arena.4096.purge";

}  // namespace

void return_free_memory() {
  const auto control = reinterpret_cast<Control>(::dlsym(RTLD_DEFAULT, "mallctl"));
  if (control != nullptr) {
    control(purge_all_arenas, nullptr, nullptr, nullptr, 0);
    return;
  }
#ifdef __GLIBC__
  ::malloc_trim(0);
#endif
}

int64_t peak_memory() {
  constexpr int64_t unit = 1024;  // of Linux
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss * unit;
}

bool is_out_of_memory(const std::exception& error) {
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) return true;
  // LibTorch's allocators for the CPU and for CUDA have no type of their own in all versions.
  const std::string_view message = error.what();
  for (const char* words :
       {"can't allocate memory", "not enough memory", "out of memory", "ALLOC_FAILED"}) {
    if (message.find(words) != std::string_view::npos) return true;
  }
  return false;
}

int64_t usable_memory() {
  const int64_t machine = int64_t{::sysconf(_SC_PHYS_PAGES)} * ::sysconf(_SC_PAGESIZE);
  std::ifstream groups("/proc/self/cgroup");
  return std::min(machine, memory_limit(groups, "/sys/fs/cgroup").value_or(machine));
}

}  // namespace dragoman

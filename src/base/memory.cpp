#include "dragoman/base/memory.h"

#include <cstddef>

#include <dlfcn.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

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

}  // namespace dragoman

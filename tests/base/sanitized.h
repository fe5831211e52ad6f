#pragma once
#include <dlfcn.h>

namespace dragoman {

/// Whether AddressSanitizer watches this program, and with it the memory that it asks for and gives
/// back.
inline bool is_sanitized() {
  return ::dlsym(RTLD_DEFAULT, "__asan_init") != nullptr;
}

}  // namespace dragoman

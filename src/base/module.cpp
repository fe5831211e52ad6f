#include "dragoman/base/module.h"

#include <dlfcn.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

void* open(const char* file) {
#ifdef __GLIBC__
  // Opening it in the program's namespace is what dlopen does, but AddressSanitizer ends a program
  // whose dlopen binds deeply.
  return dlmopen(LM_ID_BASE, file, RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
#else
  return dlopen(file, RTLD_NOW | RTLD_LOCAL);
#endif
}

}  // namespace

void* open_module(const char* file, const char* entry) {
  void* module = open(file);
  void* address = module == nullptr ? nullptr : dlsym(module, entry);
  if (address != nullptr) return address;
  fail(
      "cannot load {} ({}): install dragoman and its libraries again, or name the folder of {} in "
      "the "
      "program's RPATH or in LD_LIBRARY_PATH",
      file, dlerror(), file);
}

}  // namespace dragoman

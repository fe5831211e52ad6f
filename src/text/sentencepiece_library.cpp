#include "text/sentencepiece_library.h"

#include <dlfcn.h>

#include "dragoman/base/error.h"

#ifdef __SANITIZE_ADDRESS__
// The module's calls of new and delete are not all intercepted; see open_module.
extern "C" const char* __asan_default_options() {
  return "alloc_dealloc_mismatch=0";
}
#endif

namespace dragoman {
namespace {

/// Without a folder's name the loader looks in the RPATH of the program that calls, so a program
/// says where its module is as it does for a shared library.
void* open_module() {
#ifdef __GLIBC__
  // Deep binding: the module finds SentencePiece's own protobuf first. Opening it in the program's
  // namespace is what dlopen does, but AddressSanitizer ends a program whose dlopen binds deeply.
  return dlmopen(LM_ID_BASE, sentencepiece_module, RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
#else
  return dlopen(sentencepiece_module, RTLD_NOW | RTLD_LOCAL);
#endif
}

const SentencePieceLibrary& load_library() {
  void* module = open_module();
  void* entry = module == nullptr ? nullptr : dlsym(module, sentencepiece_entry);
  if (entry == nullptr) {
    fail(
        "cannot load the SentencePiece module ({}): install dragoman and libsentencepiece again, "
        "or name the module's folder in the program's RPATH or in LD_LIBRARY_PATH",
        dlerror());
  }
  return *reinterpret_cast<const SentencePieceLibrary* (*)()>(entry)();
}

}  // namespace

const SentencePieceLibrary& sentencepiece_library() {
  static const SentencePieceLibrary& library = load_library();
  return library;
}

}  // namespace dragoman

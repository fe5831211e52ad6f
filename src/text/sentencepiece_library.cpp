#include "text/sentencepiece_library.h"

#include <filesystem>
#include <vector>

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

namespace fs = std::filesystem;

/// Where the module may be: installed beside the program, installed, in the build tree.
std::vector<fs::path> module_places() {
  std::vector<fs::path> places;
  std::error_code unknown;
  const fs::path program = fs::read_symlink("/proc/self/exe", unknown);
  if (!unknown) places.push_back(program.parent_path() / DRAGOMAN_MODULE_FROM_PROGRAM);
  places.emplace_back(DRAGOMAN_MODULE_INSTALLED);
  places.emplace_back(DRAGOMAN_MODULE_BUILT);
  return places;
}

void* open_module(const fs::path& path) {
#ifdef __GLIBC__
  // Deep binding: the module finds SentencePiece's own protobuf first. Opening it in the program's
  // namespace is what dlopen does, but AddressSanitizer ends a program whose dlopen binds deeply.
  return dlmopen(LM_ID_BASE, path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
#else
  return dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
#endif
}

const SentencePieceLibrary& load_library() {
  std::vector<std::string> tried;
  for (const fs::path& path : module_places()) {
    tried.push_back(path.string());
    if (!fs::exists(path)) continue;
    void* module = open_module(path);
    void* entry = module == nullptr ? nullptr : dlsym(module, sentencepiece_entry);
    if (entry == nullptr) {
      fail("cannot load {} ({}): install dragoman and libsentencepiece again", path.string(),
           dlerror());
    }
    return *reinterpret_cast<const SentencePieceLibrary* (*)()>(entry)();
  }
  fail("the SentencePiece module is not at {}: install dragoman again", fmt::join(tried, ", nor "));
}

}  // namespace

const SentencePieceLibrary& sentencepiece_library() {
  static const SentencePieceLibrary& library = load_library();
  return library;
}

}  // namespace dragoman

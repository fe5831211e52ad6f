#include "text/sentencepiece_library.h"

#include "dragoman/base/module.h"

#ifdef __SANITIZE_ADDRESS__
// The module's calls of new and delete are not all intercepted; see base/module.h.
extern "C" const char* __asan_default_options() {
  return "alloc_dealloc_mismatch=0";
}
#endif

namespace dragoman {

const SentencePieceLibrary& sentencepiece_library() {
  using Entry = const SentencePieceLibrary* (*)();
  static const SentencePieceLibrary& library =
      *reinterpret_cast<Entry>(open_module(sentencepiece_module, sentencepiece_entry))();
  return library;
}

}  // namespace dragoman

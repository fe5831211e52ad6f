#include "text/sentencepiece_library.h"

extern "C" const dragoman::SentencePieceLibrary* dragoman_sentencepiece_library();

namespace dragoman {

/// Linked, where the program opens a module.
const SentencePieceLibrary& sentencepiece_library() {
  return *dragoman_sentencepiece_library();
}

}  // namespace dragoman

// A SentencePiece model. SentencePiece itself is not instrumented, but its crashes are seen.
#include "dragoman/text/vocabulary.h"

#include "dragoman/base/error.h"
#include "fuzz/memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace dragoman;
  fuzz::allow<InputError>([&] {
    const Vocabulary vocabulary =
        Vocabulary::from_bytes({reinterpret_cast<const char*>(data), size}, "fuzzed");
    const std::vector<int64_t> ids = vocabulary.encode("two dogs \xFF\xC3 zwei Hunde");
    vocabulary.decode(ids);
    vocabulary.pieces(ids);
  });
  return 0;
}

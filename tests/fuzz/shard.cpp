// A shard of a prepared corpus: whatever is in it, nothing outside it is read.
#include "text/shard.h"

#include "dragoman/base/error.h"
#include "fuzz/memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace dragoman;
  const fuzz::MemoryFile file(data, size);
  fuzz::allow<InputError>([&] {
    const Shard shard(file.path());
    size_t sum = shard.report().warnings.size() + (shard.is_whole() ? 1 : 0);
    for (size_t row = 0; row < shard.size(); ++row) {
      fuzz::allow<InputError>([&] {
        const EncodedPair pair = shard.pair(row);
        for (const int32_t id : pair.source) sum += static_cast<size_t>(id);
        if (!shard.has_text()) return;
        for (const char byte : shard.target_text(row)) sum += static_cast<unsigned char>(byte);
      });
    }
    static volatile size_t all_is_read;
    all_is_read = sum;
  });
  return 0;
}

// A packed text file: what is between gzip's header and the end of the data.
#include <vector>

#include "dragoman/base/error.h"
#include "dragoman/text/lines.h"
#include "fuzz/memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace dragoman;
  std::vector<uint8_t> packed = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3};
  packed.insert(packed.end(), data, data + size);
  const fuzz::MemoryFile file(packed.data(), packed.size());
  fuzz::allow<InputError>([&] { read_lines(file.path()); });
  return 0;
}

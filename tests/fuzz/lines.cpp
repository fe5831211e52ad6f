// A text file, plain or packed.
#include "dragoman/text/lines.h"

#include "dragoman/base/error.h"
#include "fuzz/memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace dragoman;
  const fuzz::MemoryFile file(data, size);
  fuzz::allow<InputError>([&] {
    for (const std::string& line : read_lines(file.path())) check_line(line, "a line read", 1);
  });
  return 0;
}

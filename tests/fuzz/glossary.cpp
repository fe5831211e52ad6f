// A glossary, and its own lines as sentences to find its terms in.
#include "dragoman/text/glossary.h"

#include "dragoman/base/error.h"
#include "dragoman/text/lines.h"
#include "fuzz/memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace dragoman;
  const fuzz::MemoryFile file(data, size);
  fuzz::allow<InputError>([&] {
    const Glossary glossary = Glossary::read(file.path());
    for (const std::string& line : read_lines(file.path())) glossary.targets_in(line);
  });
  return 0;
}

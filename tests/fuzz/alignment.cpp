// A line of true word links, which must read back from what is written of it.
#include "dragoman/base/error.h"
#include "dragoman/metrics/alignment_error.h"
#include "fuzz/memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace dragoman;
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  fuzz::allow<InputError>([&] {
    const TrueAlignment read = parse_alignment(line, "fuzzed, line 1");
    if (parse_alignment(format_links(read.sure), "written").sure != read.sure) abort();
  });
  return 0;
}

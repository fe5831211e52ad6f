// The header of a model file, which must be the same when it is written and read again.
#include "dragoman/base/error.h"
#include "fuzz/memory_file.h"
#include "nn/tensor_file_header.h"

namespace {

bool same(const dragoman::TensorEntry& a, const dragoman::TensorEntry& b) {
  return a.name == b.name && a.dtype == b.dtype && a.shape == b.shape && a.begin == b.begin &&
         a.end == b.end;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace dragoman;
  fuzz::allow<InputError>([&] {
    TensorFileHeader read =
        parse_header(std::string(reinterpret_cast<const char*>(data), size), "fuzzed");
    read.metadata.erase("checksum");
    read.metadata.erase("format_version");
    const TensorFileHeader again = parse_header(format_header(read), "written");
    if (again.entries.size() != read.entries.size()) abort();
    for (size_t i = 0; i < read.entries.size(); ++i) {
      if (!same(again.entries[i], read.entries[i])) abort();
    }
  });
  return 0;
}

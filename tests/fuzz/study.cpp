// A study file.
#include "dragoman/base/error.h"
#include "dragoman/config/study_file.h"
#include "fuzz/memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace dragoman;
  const fuzz::MemoryFile file(data, size);
  fuzz::allow<InputError>([&] { read_study(file.path(), {}); });
  return 0;
}

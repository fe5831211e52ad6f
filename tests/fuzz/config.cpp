// A configuration, which must be the same when it is written and read again.
#include "dragoman/base/error.h"
#include "dragoman/config/config_file.h"
#include "fuzz/memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace dragoman;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Choices choices{.attention_kinds = {"none", "dot", "general", "additive"}};
  fuzz::allow<InputError>([&] {
    const Config config = parse_config(text, "fuzzed", {}, choices);
    if (!(parse_config(write_config(config), "written", {}, choices) == config)) abort();
  });
  return 0;
}

// A run's metrics.jsonl; what is read of it must be events that know their update.
#include <nlohmann/json.hpp>

#include "dragoman/report/event_log.h"
#include "fuzz/memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace dragoman;
  const fuzz::MemoryFile file(data, size);
  for (const nlohmann::json& event : read_events(file.path())) {
    if (!event.at("update").is_number_integer()) abort();
  }
  return 0;
}

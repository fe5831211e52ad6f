#include "dragoman/base/fingerprint.h"

#include <spdlog/fmt/fmt.h>

namespace dragoman {

void Fingerprint::add(std::string_view bytes) {
  constexpr uint64_t prime = 0x100000001B3ULL;
  for (const char byte : bytes) hash_ = (hash_ ^ static_cast<unsigned char>(byte)) * prime;
}

std::string Fingerprint::text() const {
  return fmt::format("{:016x}", hash_);
}

}  // namespace dragoman

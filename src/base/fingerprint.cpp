#include "dragoman/base/fingerprint.h"

#include <fstream>
#include <iterator>

#include <spdlog/fmt/fmt.h>

namespace dragoman {

void Fingerprint::add(std::string_view bytes) {
  constexpr uint64_t prime = 0x100000001B3ULL;
  for (const char byte : bytes) hash_ = (hash_ ^ static_cast<unsigned char>(byte)) * prime;
}

std::string Fingerprint::text() const {
  return fmt::format("{:016x}", hash_);
}

std::string fingerprint_of_files(const std::vector<std::string>& paths) {
  if (paths.empty()) return {};
  Fingerprint print;
  std::vector<char> part(size_t{1} << 20);
  for (const std::string& path : paths) {
    std::ifstream file(path, std::ios::binary);
    while (file.read(part.data(), std::ssize(part)) || file.gcount() > 0) {
      print.add({part.data(), static_cast<size_t>(file.gcount())});
    }
  }
  return print.text();
}

}  // namespace dragoman

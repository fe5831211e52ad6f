#include "config/text_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>

#include "dragoman/base/error.h"
#include "dragoman/base/read_at_most.h"

namespace dragoman {
namespace {

constexpr size_t most_bytes = 1 << 20;  // a hundred times what the longest of ours has

}  // namespace

std::string read_text_file(const std::filesystem::path& file) {
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) {
    fail_input("{}: got a directory, expected a TOML file", file.string());
  }
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  std::string text = read_at_most(in, most_bytes);
  if (in.bad() || !in.is_open()) {
    fail_input("{}: cannot read: {}", file.string(), std::strerror(errno));
  }
  if (text.size() > most_bytes) {
    fail_input("{}: over {} bytes long, expected a TOML file", file.string(), most_bytes);
  }
  return text;
}

}  // namespace dragoman

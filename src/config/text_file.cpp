#include "config/text_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "dragoman/base/error.h"

namespace dragoman {

std::string read_text_file(const std::filesystem::path& file) {
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) {
    fail_input("{}: got a directory, expected a TOML file", file.string());
  }
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in) fail_input("{}: cannot read: {}", file.string(), std::strerror(errno));
  return text;
}

}  // namespace dragoman

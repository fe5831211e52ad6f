#include "dragoman/config/config_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "config/entries.h"
#include "config/field_reader.h"
#include "config/rules.h"
#include "dragoman/base/error.h"

namespace dragoman {
namespace {

std::string read_text(const std::filesystem::path& file) {
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

}  // namespace

Config parse_config(std::string_view toml, std::string_view name,
                    const std::vector<std::string>& overrides, const Choices& choices) {
  std::vector<Entry> entries = parse_entries(toml, name);
  for (const std::string& text : overrides) {
    const auto set = parse_override(text);
    entries.insert(entries.end(), set.begin(), set.end());
  }
  Config config = read_fields(entries, choices);
  check_rules(config, entries);
  return config;
}

Config read_config(const std::filesystem::path& file, const std::vector<std::string>& overrides,
                   const Choices& choices) {
  return parse_config(read_text(file), file.string(), overrides, choices);
}

}  // namespace dragoman

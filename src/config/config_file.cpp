#include "dragoman/config/config_file.h"

#include "config/entries.h"
#include "config/field_reader.h"
#include "config/rules.h"
#include "config/text_file.h"

namespace dragoman {

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
  return parse_config(read_text_file(file), file.string(), overrides, choices);
}

}  // namespace dragoman

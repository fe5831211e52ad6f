#include "dragoman/config/config_file.h"

#include <cmath>
#include <optional>

#include "config/entries.h"
#include "config/field_reader.h"
#include "config/for_each_field.h"
#include "config/rules.h"
#include "config/text_file.h"
#include "dragoman/base/error.h"

namespace dragoman {

namespace {

void check_model(const Config& config, std::string_view name, const Choices& choices) {
  if (!choices.check_model) return;
  try {
    choices.check_model(config.model);
  } catch (const InputError& error) {
    fail_input("{}: {}", name, error.what());
  }
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
  check_model(config, name, choices);
  return config;
}

Config read_config(const std::filesystem::path& file, const std::vector<std::string>& overrides,
                   const Choices& choices) {
  return parse_config(read_text_file(file), file.string(), overrides, choices);
}

Range range_of(std::string_view key) {
  std::optional<Range> range;
  const Config defaults;
  for_each_field(defaults, [&](const Field& field, const auto&) {
    if (field.key() == key) range = {field.constraint.low, field.constraint.high};
  });
  if (!range || !std::isfinite(range->high)) fail("{}: no number with a range", key);
  return *range;
}

}  // namespace dragoman

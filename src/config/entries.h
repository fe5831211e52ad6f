#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace dragoman {

/// A key and its value as the user wrote them.
struct Entry {
  std::string key;    // full and dotted
  std::string place;  // "file:line" or "--set KEY=VALUE"
  std::string type;   // TOML's name for the value's type
  std::variant<std::monostate, bool, int64_t, double, std::string> value;  // others: monostate
  std::vector<Entry> elements = {};  // of an array, with its key and place

  bool is_section() const { return type == "table"; }
  /// The type, and the value where it is a single one: `integer 3`.
  std::string shown() const;
};

/// All keys and sections of TOML text, in their order; messages call the text `name`.
/// @throws InputError `name:line:column: reason` where it is not TOML.
std::vector<Entry> parse_entries(std::string_view toml, std::string_view name);

/// What `--set KEY=VALUE` sets: one entry, or one for each key of a TOML inline table.
/// @throws InputError where there is no `=`, no key, or a broken TOML string, array or table.
std::vector<Entry> parse_override(std::string_view text);

}  // namespace dragoman

#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "dragoman/config/device_choice.h"
#include "dragoman/config/names.h"

namespace dragoman {

/// Control characters as TOML's escapes, so that any text stays on one line of a message.
std::string one_line(std::string_view text);

// A value as TOML writes it; parsing the text gives exactly the value again.
std::string value_text(bool value);
std::string value_text(int64_t value);
std::string value_text(double value);
std::string value_text(std::string_view value);
inline std::string value_text(const std::string& value) {
  return value_text(std::string_view(value));
}

inline std::string value_text(const DeviceChoice& value) {
  return value_text(text_of(value));
}

template <class Enum>
requires std::is_enum_v<Enum> std::string value_text(Enum value) {
  return value_text(name_of(value));
}

/// One value stands for a list of it.
template <class Value>
std::string value_text(const std::vector<Value>& values) {
  if (values.size() == 1) return value_text(values.front());
  std::string list;
  for (const Value& value : values) list += (list.empty() ? "" : ", ") + value_text(value);
  return "[" + list + "]";
}

}  // namespace dragoman

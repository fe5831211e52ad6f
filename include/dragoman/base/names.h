#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dragoman {

template <class Enum>
struct Named {
  Enum value;
  std::string_view name;
};

template <class Enum>
struct NoNames {
  static_assert(sizeof(Enum) == 0, "include the header with this enum's name_table");
};

/// One table an enum, beside it: each value and the name by which files, messages and help call it.
template <class Enum>
inline constexpr NoNames<Enum> name_table{};

/// The name of an enum's value; empty for a value outside the enum.
template <class Enum>
constexpr std::string_view name_of(Enum value) {
  for (const auto& entry : name_table<Enum>) {
    if (entry.value == value) return entry.name;
  }
  return {};
}

/// The value with this name, if the enum has one.
template <class Enum>
constexpr std::optional<Enum> value_of(std::string_view name) {
  for (const auto& entry : name_table<Enum>) {
    if (entry.name == name) return entry.value;
  }
  return std::nullopt;
}

/// All names of an enum, in the order of its values.
template <class Enum>
std::vector<std::string> names_of() {
  std::vector<std::string> names;
  names.reserve(name_table<Enum>.size());
  for (const auto& entry : name_table<Enum>) names.emplace_back(entry.name);
  return names;
}

}  // namespace dragoman

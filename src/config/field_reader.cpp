#include "config/field_reader.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "config/for_each_field.h"
#include "config/known_keys.h"
#include "config/value_text.h"
#include "dragoman/base/error.h"

namespace dragoman {
namespace {

/// One value and what it must be.
struct Given {
  const Entry& entry;
  const Constraint& constraint;
  const Choices& choices;
};

constexpr std::string_view quoted = "string in quotes";

[[noreturn]] void fail_expected(const Given& given, std::string_view got, std::string_view type) {
  const std::string valid = describe(given.constraint, given.choices);
  fail_input("{}: {}: got {}, expected {}{}{}", given.entry.place, given.entry.key, got, type,
             type.empty() || valid.empty() ? "" : ", ", valid);
}

template <class Type>
const Type& typed(const Given& given, std::string_view type) {
  const Type* value = std::get_if<Type>(&given.entry.value);
  if (!value) fail_expected(given, given.entry.shown(), type);
  return *value;
}

void read(const Given& given, bool& member) {
  member = typed<bool>(given, "true or false");
}

void read(const Given& given, int64_t& member) {
  member = typed<int64_t>(given, "integer");
  if (!holds(given.constraint, static_cast<double>(member))) {
    fail_expected(given, value_text(member), "");
  }
}

void read(const Given& given, double& member) {
  const int64_t* whole = std::get_if<int64_t>(&given.entry.value);
  member = whole ? static_cast<double>(*whole) : typed<double>(given, "number");
  if (!holds(given.constraint, member)) {
    fail_expected(given, value_text(member), std::isfinite(member) ? "" : "finite number");
  }
}

/// What the name that is not valid was meant to be.
std::string advice(const Given& given, const std::string& name) {
  std::vector<std::string> kinds;
  for (const auto& [other, kind] : given.choices.other_names) {
    if (given.constraint.choice && other == name) kinds.push_back(kind);
  }
  if (!kinds.empty()) return fmt::format("; '{}' is {} here", name, fmt::join(kinds, " or "));
  const auto near = nearest(name, valid_names(given.constraint, given.choices));
  return near ? fmt::format("; did you mean '{}'?", *near) : "";
}

[[noreturn]] void fail_name(const Given& given, const std::string& name) {
  fail_input("{}: {}: got {}, expected {}{}", given.entry.place, given.entry.key, value_text(name),
             describe(given.constraint, given.choices), advice(given, name));
}

void read(const Given& given, std::string& member) {
  member = typed<std::string>(given, quoted);
  if (given.constraint.filled && member.empty()) fail_expected(given, value_text(member), "");
  const auto& names = valid_names(given.constraint, given.choices);
  const bool is_name = !given.constraint.names.empty() || given.constraint.choice;
  if (!is_name || std::find(names.begin(), names.end(), member) != names.end()) return;
  fail_name(given, member);
}

void read(const Given& given, DeviceChoice& member) {
  const std::string& name = typed<std::string>(given, quoted);
  const auto device = device_of(name);
  if (!device) fail_name(given, name);
  member = *device;
}

template <class Enum>
requires std::is_enum_v<Enum>
void read(const Given& given, Enum& member) {
  std::string name;
  read(given, name);
  member = value_of<Enum>(name).value();
}

/// A list may be given as its one value; an empty text is none.
template <class Value>
void read(const Given& given, std::vector<Value>& member) {
  member.clear();
  const auto add = [&](const Entry& entry) {
    Value value{};
    read(Given{entry, given.constraint, given.choices}, value);
    member.push_back(std::move(value));
  };
  const std::string* text = std::get_if<std::string>(&given.entry.value);
  if (text && text->empty()) return;
  if (given.entry.type != "array") return add(given.entry);
  for (const Entry& element : given.entry.elements) add(element);
}

}  // namespace

Config read_fields(const std::vector<Entry>& entries, const Choices& choices) {
  check_keys(entries);
  Config config;
  for_each_field(config, [&](const Field& field, auto& member) {
    const auto last = std::find_if(entries.rbegin(), entries.rend(),
                                   [&](const Entry& entry) { return entry.key == field.key(); });
    if (last != entries.rend()) read(Given{*last, field.constraint, choices}, member);
  });
  return config;
}

}  // namespace dragoman

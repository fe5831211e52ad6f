#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "dragoman/base/error.h"
#include "dragoman/base/names.h"
#include "dragoman/config/config_file.h"

namespace dragoman {

// The options of all commands. Each says in the help what it takes, and in an InputError what it
// got and what it takes.

/// Of a seed, which costs the same whatever it is.
extern const Range any_size;

/// An option of one value, a text. @param type what the help calls the value
CLI::Option& add_value(CLI::App& command, const std::string& name, const std::string& type,
                       const std::string& help,
                       const std::function<void(const std::string&)>& take);

/// "N (1–100)"
std::string type_name(const Range& range);

/// Number is int, int64_t, uint64_t or double. @throws InputError unless it is one in the range
template <class Number>
Number parse_number(const std::string& option, const std::string& text, const Range& range);

/// --name N, whose default is shown.
template <class Number>
void add_number(CLI::App& command, const std::string& name, Number& member, const Range& range,
                const std::string& help) {
  add_value(command, name, type_name(range), help, [=, &member](const std::string& text) {
    member = parse_number<Number>(name, text, range);
  }).default_str(fmt::format("{}", member));
}

/// --name N, which may be left out.
template <class Number>
void add_number(CLI::App& command, const std::string& name, std::optional<Number>& member,
                const Range& range, const std::string& help) {
  add_value(command, name, type_name(range), help, [=, &member](const std::string& text) {
    member = parse_number<Number>(name, text, range);
  });
}

/// --name N,N…
void add_numbers(CLI::App& command, const std::string& name, std::vector<int64_t>& member,
                 const Range& range, const std::string& help);

/// "a|b"
std::string type_name(const std::vector<std::string>& names);

/// @throws InputError unless `name` is one of the names
void check_name(const std::string& option, const std::string& name,
                const std::vector<std::string>& valid);

/// --name a|b, a value of an enum by its name; the default is shown.
template <class Enum>
void add_choice(CLI::App& command, const std::string& name, Enum& member, const std::string& help) {
  add_value(command, name, type_name(names_of<Enum>()), help, [=, &member](const auto& given) {
    check_name(name, given, names_of<Enum>());
    member = *value_of<Enum>(given);
  }).default_str(std::string(name_of(member)));
}

/// --name a|b, which may be left out.
template <class Enum>
void add_choice(CLI::App& command, const std::string& name, std::optional<Enum>& member,
                const std::string& help) {
  add_value(command, name, type_name(names_of<Enum>()), help, [=, &member](const auto& given) {
    check_name(name, given, names_of<Enum>());
    member = value_of<Enum>(given);
  });
}

/// --name a,b: some of the names; the default is shown.
void add_choices(CLI::App& command, const std::string& name, std::vector<std::string>& member,
                 const std::vector<std::string>& valid, const std::string& help);

/// --name FILE, to be written; refused at once where it cannot be.
CLI::Option& add_output(CLI::App& command, const std::string& name, std::string& member,
                        const std::string& help);

}  // namespace dragoman

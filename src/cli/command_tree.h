#pragma once
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace dragoman {

// What manual pages and completions ask of the program's tree of commands and options. Hidden ones
// (of no group) are left out, so that both show what --help shows.

std::vector<const CLI::App*> shown_commands(const CLI::App& program);
std::vector<const CLI::Option*> shown_options(const CLI::App& command);
std::vector<const CLI::Option*> positionals(const CLI::App& command);

/// "-h" and "--help", as they are typed.
std::vector<std::string> spellings(const CLI::Option& option);

bool takes_value(const CLI::Option& option);
bool takes_many_values(const CLI::Option& option);

/// What may be typed as the value, read from the type that --help shows.
struct ValueKind {
  std::vector<std::string> choices;  // of "a|b|c" or "a,b,c"
  bool file = false;
  std::string ending;  // of the files: ".toml", ".safetensors", or none
};
ValueKind value_kind(const CLI::Option& option);

}  // namespace dragoman

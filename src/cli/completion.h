#pragma once
#include <string>

#include <CLI/CLI.hpp>

namespace dragoman {

/// What bash reads to complete the program's commands, options, files and choices; it needs
/// nothing but bash 4.
std::string bash_completion(const CLI::App& program);

/// The same for zsh, a function file "_dragoman" of its completion system.
std::string zsh_completion(const CLI::App& program);

}  // namespace dragoman

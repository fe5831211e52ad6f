#pragma once
#include <string>

#include <CLI/CLI.hpp>

namespace dragoman {

/// The manual page (section 1, roff) of the program, "dragoman.1".
std::string manual_page(const CLI::App& program);

/// The manual page of one of the program's commands, "dragoman-train.1".
std::string manual_page(const CLI::App& program, const CLI::App& command);

}  // namespace dragoman

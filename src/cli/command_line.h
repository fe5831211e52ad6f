#pragma once
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace dragoman {

/// Parses the command line and runs its command, or prints the help that it asks for.
/// @throws InputError of one line that says what is wrong with it; what the command throws
void run_command_line(CLI::App& program, int argc, char** argv);

}  // namespace dragoman

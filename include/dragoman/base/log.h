#pragma once
#include <filesystem>

namespace dragoman {

/// Sends the log to stderr: stdout is for results. Call once, from main.
void log_to_stderr();

/// Sends the log to `file` too (appended), with the time on each line.
/// @throws InputError when it cannot be opened
void log_to_file(const std::filesystem::path& file);

}  // namespace dragoman

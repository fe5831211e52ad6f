#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

namespace dragoman {

/// The lines of a text file, plain or gzip (told by its first bytes, not by its name). LF and CRLF
/// end a line; a byte order mark at the start is removed; a last line without an end counts.
/// Invalid UTF-8 is kept as it is.
/// @throws InputError when `path` is missing, a directory or unreadable, when its gzip data is
/// truncated or corrupt, and when it holds a NUL byte (with the line number).
std::vector<std::string> read_lines(const std::filesystem::path& path);

/// Writes a text file as `write_atomically` does; one whose name ends in .gz is packed by gzip.
/// @throws InputError, Error as `write_atomically`
void write_text(const std::filesystem::path& path, const std::function<void(std::ostream&)>& write);

/// Every `count` consecutive lines as one, a space between them; a rest of fewer is left out.
std::vector<std::string> joined_lines(const std::vector<std::string>& lines, int64_t count);

}  // namespace dragoman

#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace dragoman {

/// The most bytes of a line of text: some hundred pages, while a file that is no text, or gigabytes
/// that gzip has packed into a megabyte, are refused before they fill the memory.
inline constexpr std::size_t longest_line = 1 << 20;

/// Of a line, or of its beginning: what no text has in it.
/// @param number of the line, from 1
/// @throws InputError when it holds a NUL byte or is over `longest_line`, with the line's number
void check_line(std::string_view line, std::string_view origin, std::size_t number);

/// The lines of a text file, plain or gzip (told by its first bytes, not by its name). LF and CRLF
/// end a line; a byte order mark at the start is removed; a last line without an end counts.
/// Invalid UTF-8 is kept as it is.
/// @throws InputError when `path` is missing, a directory or unreadable, when its gzip data is
/// truncated or corrupt, as `check_line`, after a million empty lines in a row, and when the lines
/// take more than half of the machine's memory.
std::vector<std::string> read_lines(const std::filesystem::path& path);

/// Writes a text file as `write_atomically` does; one whose name ends in .gz is packed by gzip.
/// @throws InputError, Error as `write_atomically`
void write_text(const std::filesystem::path& path, const std::function<void(std::ostream&)>& write);

/// Every `count` consecutive lines as one, a space between them; a rest of fewer is left out.
std::vector<std::string> joined_lines(const std::vector<std::string>& lines, int64_t count);

}  // namespace dragoman

#pragma once
#include <filesystem>
#include <string>

namespace dragoman {

/// @throws InputError when it is a directory, over 1 MiB long, or cannot be read
std::string read_text_file(const std::filesystem::path& file);

}  // namespace dragoman

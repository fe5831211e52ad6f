#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace dragoman {

/// Which of `rows` rows belong to a sample of `most`: all, or those at the first places of a seeded
/// order.
std::vector<bool> sampled_rows(std::size_t rows, std::size_t most);

/// A sample of `most` lines of several texts together, as they stand in them, one text after the
/// other. No other line is in memory.
/// @throws InputError as `read_lines`
std::vector<std::string> sampled_lines(const std::vector<std::filesystem::path>& texts,
                                       std::size_t most);

}  // namespace dragoman

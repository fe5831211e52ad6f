#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace dragoman {

/// A line of an n-best list in Moses' format: "0 ||| Ein Hund . ||| -0.5312".
/// @param index of the source line, from 0
std::string n_best_line(std::size_t index, const std::string& text, double score);

/// A line of an n-best list without its scores.
struct NBestEntry {
  std::size_t index;  // of the source line, from 0
  std::string text;
};

/// @param sources how many source lines there are @param origin names the list in errors
/// @throws InputError with the line where one is no 'index ||| text…' of a source line
std::vector<NBestEntry> parse_n_best(const std::vector<std::string>& lines, std::size_t sources,
                                     const std::string& origin);

}  // namespace dragoman

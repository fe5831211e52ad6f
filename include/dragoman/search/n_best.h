#pragma once
#include <cstddef>
#include <string>

namespace dragoman {

/// A line of an n-best list in Moses' format: "0 ||| Ein Hund . ||| -0.5312".
/// @param index of the source line, from 0
std::string n_best_line(std::size_t index, const std::string& text, double score);

}  // namespace dragoman

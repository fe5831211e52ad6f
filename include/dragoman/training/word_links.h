#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "dragoman/text/piece_links.h"

namespace dragoman {

/// The sure links of some lines of a file, as `parse_alignment` reads them.
/// @param lines that the file must have, as the text has them @param rows wanted
/// @throws InputError with the file and, for a wrong one, the line
std::vector<LinkedWords> read_word_links(const std::string& file, std::size_t lines,
                                         const std::vector<std::size_t>& rows);

}  // namespace dragoman

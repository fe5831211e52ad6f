#pragma once
#include <string>
#include <string_view>

namespace dragoman {

/// `text` as HTML, XML and SVG show it literally, also between double quotes.
/// @param special which of & < > " are written as references
std::string escaped(std::string_view text, std::string_view special = "&<>\"");

}  // namespace dragoman

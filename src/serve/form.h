#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dragoman {

/// The fields of an application/x-www-form-urlencoded body, in order. A % without two hexadecimal
/// digits stands for itself, as the URL standard says.
std::vector<std::pair<std::string, std::string>> parse_form(std::string_view body);

}  // namespace dragoman

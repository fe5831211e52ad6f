#pragma once
#include <optional>
#include <string_view>

namespace dragoman {

/// Takes the first character off `text`, which must not be empty: its code point, or nothing and
/// one byte taken where the bytes are not UTF-8 (Unicode 15, table 3-7: no overlong forms, no
/// surrogates, nothing over U+10FFFF).
std::optional<char32_t> take_character(std::string_view& text);

bool is_valid_utf8(std::string_view text);

}  // namespace dragoman

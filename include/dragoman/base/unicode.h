#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dragoman {

/// Where `text` first stops being well-formed UTF-8 (Unicode 15, table 3-7: no overlong form, no
/// surrogate, nothing above U+10FFFF), as a byte offset: that of the first byte of the bad
/// sequence. Nothing when all of it is well formed.
std::optional<std::size_t> find_invalid_utf8(std::string_view text);

/// @throws InputError "WHAT: byte N (0xNN) is not valid UTF-8", where `what` names the text.
void require_utf8(std::string_view text, std::string_view what);

/// The code points of `text`.
/// @throws InputError with the position of the first bad byte.
std::u32string decode_utf8(std::string_view text);

/// UTF-8 of code points; each must be a Unicode scalar value (no surrogate, at most U+10FFFF).
std::string encode_utf8(std::u32string_view code_points);

/// Appends the UTF-8 of one scalar value.
void append_utf8(std::string& text, char32_t code_point);

/// The general category (Unicode 15, table 4-4) in two letters: "Lu", "Nd", "Po", "Sm"…; "Cn" for
/// an unassigned code point. The first letter is the class: P punctuation, S symbol, N number…
std::string_view general_category(char32_t code_point);

/// Lower case by Unicode's full, locale-independent mapping: U+0130 becomes "i̇" (two code points)
/// and a capital sigma that ends a word becomes "ς". Equals Python's str.lower() for every code
/// point that both know.
/// @throws InputError on invalid UTF-8.
std::string lowercase(std::string_view text);

/// What Python's str.isspace() calls white space: the 29 code points of bidirectional class WS, B
/// or S, or of category Zs.
bool is_whitespace(char32_t code_point);

/// The words between runs of white space, as Python's str.split(); views into `text`, which must be
/// valid UTF-8.
std::vector<std::string_view> split_whitespace(std::string_view text);

/// `text` without the white space at its end; valid UTF-8.
std::string_view strip_right(std::string_view text);

/// `text` without the white space at either end; valid UTF-8.
std::string_view strip(std::string_view text);

}  // namespace dragoman

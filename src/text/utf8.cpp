#include "text/utf8.h"

namespace dragoman {
namespace {

/// The bytes that a character starting with `first` has; 0 when none starts so.
size_t sequence_length(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) return 3;
  if (first >= 0xF0 && first <= 0xF4) return 4;
  return 0;
}

bool is_allowed(char32_t code_point, size_t length) {
  constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  return code_point >= smallest[length] && code_point <= 0x10FFFF && !surrogate;
}

std::optional<char32_t> decode(std::string_view text, size_t length) {
  if (length == 0 || length > text.size()) return std::nullopt;
  const auto first = static_cast<unsigned char>(text[0]);
  char32_t code_point = length == 1 ? first : first & (0x7FU >> length);
  for (size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0U) != 0x80U) return std::nullopt;
    code_point = code_point << 6 | (byte & 0x3FU);
  }
  if (!is_allowed(code_point, length)) return std::nullopt;
  return code_point;
}

}  // namespace

std::optional<char32_t> take_character(std::string_view& text) {
  const size_t length = sequence_length(static_cast<unsigned char>(text.front()));
  const std::optional<char32_t> character = decode(text, length);
  text.remove_prefix(character ? length : 1);
  return character;
}

bool is_valid_utf8(std::string_view text) {
  while (!text.empty()) {
    if (!take_character(text)) return false;
  }
  return true;
}

}  // namespace dragoman

#include "dragoman/base/unicode.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include <utf8proc.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

constexpr char32_t capital_sigma = U'Σ';
constexpr char32_t capital_i_with_dot = U'\u0130';

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char byte) { return static_cast<unsigned char>(byte) < 0x80; });
}

uint8_t byte_at(std::string_view text, size_t offset) {
  return static_cast<uint8_t>(text[offset]);
}

/// A sequence of UTF-8 at an offset; length 0 when it is malformed.
struct Decoded {
  char32_t code_point = 0;
  size_t length = 0;
};

Decoded decode_at(std::string_view text, size_t offset) {
  const uint8_t lead = byte_at(text, offset);
  if (lead < 0x80) return {lead, 1};
  utf8proc_int32_t code_point = -1;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + offset;
  const utf8proc_ssize_t length =
      utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size() - offset), &code_point);
  if (length <= 0) return {};
  return {static_cast<char32_t>(code_point), static_cast<size_t>(length)};
}

/// Where the code point that ends before `end` begins.
size_t previous_start(std::string_view text, size_t end) {
  size_t start = end - 1;
  while (start > 0 && (byte_at(text, start) & 0xC0) == 0x80) --start;
  return start;
}

bool is_case_ignorable(char32_t code_point) {
  // Word_Break MidLetter, MidNumLet and Single_Quote; the rest is told by the category.
  static constexpr std::array<char32_t, 17> word_middle = {
      0x0027, 0x002E, 0x003A, 0x00B7, 0x0387, 0x055F, 0x05F4, 0x2018, 0x2019,
      0x2024, 0x2027, 0xFE13, 0xFE52, 0xFE55, 0xFF07, 0xFF0E, 0xFF1A};
  if (std::binary_search(word_middle.begin(), word_middle.end(), code_point)) return true;
  const std::string_view category = general_category(code_point);
  return category == "Mn" || category == "Me" || category == "Cf" || category == "Lm" ||
         category == "Sk";
}

bool is_cased(char32_t code_point) {
  const std::string_view category = general_category(code_point);
  if (category == "Lu" || category == "Ll" || category == "Lt") return true;
  const auto within = [code_point](char32_t first, char32_t last) {
    return first <= code_point && code_point <= last;
  };
  // Other_Lowercase and Other_Uppercase, less what is case-ignorable and therefore skipped.
  return code_point == 0xAA || code_point == 0xBA || within(0x2160, 0x217F) ||
         within(0x24B6, 0x24E9) || within(0x1F130, 0x1F149) || within(0x1F150, 0x1F169) ||
         within(0x1F170, 0x1F189);
}

/// Final_Sigma of Unicode 15, table 3-17: a cased letter before and none after, where what is
/// case-ignorable does not count.
bool ends_word(std::u32string_view text, size_t position) {
  size_t before = position;
  while (before > 0 && is_case_ignorable(text[before - 1])) --before;
  if (before == 0 || !is_cased(text[before - 1])) return false;
  size_t after = position + 1;
  while (after < text.size() && is_case_ignorable(text[after])) ++after;
  return after == text.size() || !is_cased(text[after]);
}

}  // namespace

std::optional<size_t> find_invalid_utf8(std::string_view text) {
  for (size_t offset = 0; offset < text.size();) {
    const Decoded next = decode_at(text, offset);
    if (next.length == 0) return offset;
    offset += next.length;
  }
  return std::nullopt;
}

void require_utf8(std::string_view text, std::string_view what) {
  if (const auto bad = find_invalid_utf8(text)) {
    fail_input("{}: byte {} (0x{:02x}) is not valid UTF-8", what, *bad, byte_at(text, *bad));
  }
}

std::u32string decode_utf8(std::string_view text) {
  std::u32string code_points;
  code_points.reserve(text.size());
  for (size_t offset = 0; offset < text.size();) {
    const Decoded next = decode_at(text, offset);
    if (next.length == 0) require_utf8(text, "text");
    code_points.push_back(next.code_point);
    offset += next.length;
  }
  return code_points;
}

std::string encode_utf8(std::u32string_view code_points) {
  std::string text;
  text.reserve(code_points.size());
  for (const char32_t code_point : code_points) append_utf8(text, code_point);
  return text;
}

void append_utf8(std::string& text, char32_t code_point) {
  if (code_point < 0x80) {
    text.push_back(static_cast<char>(code_point));
    return;
  }
  std::array<utf8proc_uint8_t, 4> bytes{};
  const auto length = utf8proc_encode_char(static_cast<utf8proc_int32_t>(code_point), bytes.data());
  text.append(bytes.begin(), bytes.begin() + length);
}

std::string_view general_category(char32_t code_point) {
  return utf8proc_category_string(static_cast<utf8proc_int32_t>(code_point));
}

std::string lowercase(std::string_view text) {
  std::string lowered;
  lowered.reserve(text.size());
  if (is_ascii(text)) {
    for (const char c : text) lowered.push_back('A' <= c && c <= 'Z' ? char(c - 'A' + 'a') : c);
    return lowered;
  }
  const std::u32string code_points = decode_utf8(text);
  for (size_t i = 0; i < code_points.size(); ++i) {
    const char32_t code_point = code_points[i];
    if (code_point == capital_sigma) {
      append_utf8(lowered, ends_word(code_points, i) ? U'ς' : U'σ');
    } else if (code_point == capital_i_with_dot) {
      lowered += "i\u0307";
    } else {
      append_utf8(lowered, static_cast<char32_t>(
                               utf8proc_tolower(static_cast<utf8proc_int32_t>(code_point))));
    }
  }
  return lowered;
}

bool is_whitespace(char32_t code_point) {
  if (code_point < 0x80) {
    return code_point == 0x20 || (0x09 <= code_point && code_point <= 0x0D) ||
           (0x1C <= code_point && code_point <= 0x1F);
  }
  return code_point == 0x85 || code_point == 0xA0 || code_point == 0x1680 ||
         (0x2000 <= code_point && code_point <= 0x200A) || code_point == 0x2028 ||
         code_point == 0x2029 || code_point == 0x202F || code_point == 0x205F ||
         code_point == 0x3000;
}

std::vector<std::string_view> split_whitespace(std::string_view text) {
  std::vector<std::string_view> words;
  size_t word_start = 0;
  for (size_t offset = 0; offset < text.size();) {
    const Decoded next = decode_at(text, offset);
    const size_t length = std::max<size_t>(next.length, 1);
    if (is_whitespace(next.code_point)) {
      if (offset > word_start) words.push_back(text.substr(word_start, offset - word_start));
      word_start = offset + length;
    }
    offset += length;
  }
  if (text.size() > word_start) words.push_back(text.substr(word_start));
  return words;
}

std::string_view strip_right(std::string_view text) {
  while (!text.empty()) {
    const size_t last = previous_start(text, text.size());
    if (!is_whitespace(decode_at(text, last).code_point)) break;
    text = text.substr(0, last);
  }
  return text;
}

std::string_view strip(std::string_view text) {
  text = strip_right(text);
  while (!text.empty()) {
    const Decoded first = decode_at(text, 0);
    if (!is_whitespace(first.code_point)) break;
    text.remove_prefix(first.length);
  }
  return text;
}

}  // namespace dragoman

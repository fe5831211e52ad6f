#include "metrics/tercom.h"

#include <string_view>

#include "dragoman/base/unicode.h"
#include "metrics/western.h"

namespace dragoman {
namespace {

std::string normalize_western(std::string text) {
  replace_all(text, "\n-", "");
  replace_all(text, "\n", " ");
  unescape_entities(text);
  text = separate_punctuation(" " + text + " ");
  replace_all(text, "'s ", " 's ");
  return separate_periods_and_hyphens(text);
}

/// Ideographs and their radicals, strokes and compatibility forms. Kana stay together: tercom
/// means to split them from other text, but its rule can match only where a line begins with kana,
/// and the normalised line begins with a space.
bool is_ideograph(char32_t c) {
  return (0x2E80 <= c && c <= 0x2EFF) || (0x31C0 <= c && c <= 0x31EF) ||
         (0x3200 <= c && c <= 0x4DBF) || (0x4E00 <= c && c <= 0x9FFF) ||
         (0xF900 <= c && c <= 0xFAFF) || (0xFE30 <= c && c <= 0xFE4F);
}

bool is_asian_punctuation(char32_t c) {
  constexpr std::u32string_view single = U"、。・．，？：；！＂（）";
  return (0x3008 <= c && c <= 0x3011) || (0x3014 <= c && c <= 0x301F) ||
         (0xFF61 <= c && c <= 0xFF65) || single.find(c) != single.npos;
}

std::string separate_asian(std::string_view text) {
  std::string separated;
  for (const char32_t c : decode_utf8(text)) {
    const bool apart = is_ideograph(c) || is_asian_punctuation(c);
    if (apart) separated += ' ';
    append_utf8(separated, c);
    if (apart) separated += ' ';
  }
  return separated;
}

std::string remove_punctuation(std::string_view text, bool asian) {
  constexpr std::u32string_view western = U".,?:;!\"()";
  std::string rest;
  for (const char32_t c : decode_utf8(text)) {
    const bool removed = western.find(c) != western.npos || (asian && is_asian_punctuation(c));
    if (!removed) append_utf8(rest, c);
  }
  return rest;
}

}  // namespace

std::string normalize_for_ter(const std::string& line, const TerOptions& options) {
  std::string text(strip_right(line));
  if (!options.case_sensitive) text = lowercase(text);
  if (options.normalized) {
    text = normalize_western(std::move(text));
    if (options.asian_support) text = separate_asian(text);
  }
  if (options.no_punctuation) text = remove_punctuation(text, options.asian_support);
  return text;
}

}  // namespace dragoman

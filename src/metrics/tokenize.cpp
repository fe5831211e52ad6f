#include "dragoman/metrics/tokenize.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "dragoman/base/error.h"
#include "dragoman/base/unicode.h"
#include "metrics/western.h"

namespace dragoman {
namespace {

struct CodePointRange {
  char32_t first, last;
};

// What the published zh scores count as Chinese. The first range is wider than CJK and holds
// general punctuation, symbols and arrows; scores are only comparable with it as it is.
constexpr std::array<CodePointRange, 16> chinese_ranges = {{
    {0x2001, 0x2A6D},
    {0x2E80, 0x2EFF},
    {0x2F00, 0x2FDF},
    {0x2FF0, 0x303F},
    {0x3100, 0x312F},
    {0x31A0, 0x31BF},
    {0x31C0, 0x31EF},
    {0x3200, 0x33FF},
    {0x3400, 0x4DB5},
    {0x4E00, 0x9FBB},
    {0xF900, 0xFA2D},
    {0xFA30, 0xFA6A},
    {0xFA70, 0xFAD9},
    {0xFE10, 0xFE1F},
    {0xFE30, 0xFE4F},
    {0xFF00, 0xFFEF},
}};

bool is_chinese(char32_t code_point) {
  return std::any_of(chinese_ranges.begin(), chinese_ranges.end(),
                     [code_point](const CodePointRange& range) {
                       return range.first <= code_point && code_point <= range.last;
                     });
}

std::string tokenize_13a(std::string_view line) {
  std::string text(line);
  replace_all(text, "<skipped>", "");
  replace_all(text, "-\n", "");
  replace_all(text, "\n", " ");
  unescape_entities(text);
  return separate_periods_and_hyphens(separate_punctuation(" " + text + " "));
}

/// No white space is put around the line, unlike 13a: "5." at its end stays one token.
std::string tokenize_chinese(std::string_view line) {
  std::string separated;
  for (const char32_t code_point : decode_utf8(strip(line))) {
    const bool apart = is_chinese(code_point);
    if (apart) separated += ' ';
    append_utf8(separated, code_point);
    if (apart) separated += ' ';
  }
  return separate_periods_and_hyphens(separate_punctuation(separated));
}

std::string tokenize_characters(std::string_view line) {
  std::string separated;
  for (const char32_t code_point : decode_utf8(line)) {
    append_utf8(separated, code_point);
    separated += ' ';
  }
  return separated;
}

bool is_class(char32_t code_point, char category_class) {
  return general_category(code_point).front() == category_class;
}

/// A pass over neighbours: the one called `apart` (0 or 1) gets white space around it where it is
/// punctuation and the other is no number. A code point belongs to one pair at most.
std::u32string separate_from_non_numbers(std::u32string_view text, size_t apart) {
  std::u32string separated;
  size_t i = 0;
  while (i < text.size()) {
    const bool matches = i + 1 < text.size() && is_class(text[i + apart], 'P') &&
                         !is_class(text[i + 1 - apart], 'N');
    if (!matches) {
      separated += text[i++];
      continue;
    }
    for (size_t member = 0; member < 2; ++member, ++i) {
      if (member == apart) separated += U' ';
      separated += text[i];
      if (member == apart) separated += U' ';
    }
  }
  return separated;
}

std::string tokenize_international(std::string_view line) {
  std::u32string text = decode_utf8(line);
  text = separate_from_non_numbers(text, 1);
  text = separate_from_non_numbers(text, 0);
  std::string separated;
  for (const char32_t code_point : text) {
    const bool symbol = is_class(code_point, 'S');
    if (symbol) separated += ' ';
    append_utf8(separated, code_point);
    if (symbol) separated += ' ';
  }
  return separated;
}

}  // namespace

std::string tokenize(std::string_view line, BleuTokenizer tokenizer) {
  line = strip_right(line);
  switch (tokenizer) {
    case BleuTokenizer::none:
      return std::string(line);
    case BleuTokenizer::mteval13a:
      return tokenize_13a(line);
    case BleuTokenizer::international:
      return tokenize_international(line);
    case BleuTokenizer::character:
      return tokenize_characters(line);
    case BleuTokenizer::chinese:
      return tokenize_chinese(line);
  }
  fail("tokenizer {} is none of the enumeration", static_cast<int>(tokenizer));
}

}  // namespace dragoman

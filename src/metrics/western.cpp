#include "metrics/western.h"

namespace dragoman {
namespace {

// Bytes suffice: what the rules look for is ASCII, and no byte of another character is.

bool is_digit(char c) {
  return '0' <= c && c <= '9';
}

bool is_period_or_comma(char c) {
  return c == '.' || c == ',';
}

bool is_separate_punctuation(char c) {
  const bool kept = c == '\'' || c == ',' || c == '-' || c == '.';
  return !kept && (('!' <= c && c <= '/') || (':' <= c && c <= '@') || ('[' <= c && c <= '`') ||
                   ('{' <= c && c <= '~'));
}

void append_separate(std::string& text, char c) {
  text += ' ';
  text += c;
  text += ' ';
}

/// Copies `text`, writing each pair of neighbours for which `matches` through `write`. A byte
/// belongs to one pair at most.
template <typename Matches, typename Write>
std::string rewrite_pairs(std::string_view text, Matches matches, Write write) {
  std::string rewritten;
  rewritten.reserve(text.size() + text.size() / 4);
  size_t i = 0;
  for (; i + 1 < text.size(); ++i) {
    if (matches(text[i], text[i + 1])) {
      write(rewritten, text[i], text[i + 1]);
      ++i;
    } else {
      rewritten += text[i];
    }
  }
  if (i < text.size()) rewritten += text[i];
  return rewritten;
}

void write_second_apart(std::string& text, char first, char second) {
  text += first;
  append_separate(text, second);
}

void write_first_apart(std::string& text, char first, char second) {
  append_separate(text, first);
  text += second;
}

}  // namespace

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  size_t found = text.find(from);
  if (found == std::string::npos) return;
  std::string replaced;
  size_t copied = 0;
  for (; found != std::string::npos; found = text.find(from, copied)) {
    replaced.append(text, copied, found - copied).append(to);
    copied = found + from.size();
  }
  text = replaced.append(text, copied);
}

void unescape_entities(std::string& text) {
  if (text.find('&') == std::string::npos) return;
  replace_all(text, "&quot;", "\"");
  replace_all(text, "&amp;", "&");
  replace_all(text, "&lt;", "<");
  replace_all(text, "&gt;", ">");
}

std::string separate_punctuation(std::string_view text) {
  std::string separated;
  separated.reserve(text.size() + text.size() / 4);
  for (const char c : text) {
    if (is_separate_punctuation(c)) {
      append_separate(separated, c);
    } else {
      separated += c;
    }
  }
  return separated;
}

std::string separate_periods_and_hyphens(std::string_view text) {
  std::string separated = rewrite_pairs(
      text, [](char a, char b) { return !is_digit(a) && is_period_or_comma(b); },
      write_second_apart);
  separated = rewrite_pairs(
      separated, [](char a, char b) { return is_period_or_comma(a) && !is_digit(b); },
      write_first_apart);
  return rewrite_pairs(
      separated, [](char a, char b) { return is_digit(a) && b == '-'; }, write_second_apart);
}

}  // namespace dragoman

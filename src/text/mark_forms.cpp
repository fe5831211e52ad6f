#include "text/mark_forms.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "dragoman/base/unicode.h"

namespace dragoman {
namespace {

using std::string_view;

constexpr size_t deepest = 64, longest_mark = 10'000;  // bytes
constexpr size_t none = string_view::npos;
constexpr std::array<std::pair<string_view, string_view>, 6> references = {
    {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}, {"nbsp", "\u00A0"}}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_of_name(char c) {
  return is_letter(c) || is_digit(c) || string_view("_-.:").find(c) != none;
}

/// Behind the value that begins at `place` in quotes, or there.
size_t end_of_value(string_view text, size_t place) {
  if (place >= text.size() || (text[place] != '"' && text[place] != '\'')) return place;
  const size_t end = text.find(text[place], place + 1);
  return end == none ? place : end + 1;
}

/// The length of the tag or comment that `text` begins with; 0 for none.
size_t tag_length(string_view text) {
  if (text.substr(0, 4) == "<!--") {
    const size_t end = text.find("-->", 4);
    return end == none ? 0 : end + 3;
  }
  const size_t name = text.substr(0, 2) == "</" ? 2 : 1;
  if (text.front() != '<' || text.size() <= name || !is_letter(text[name])) return 0;
  size_t end = text.find_first_of("<>=", name);
  while (end != none && text[end] == '=') {
    end = text.find_first_of("<>=", end_of_value(text, end + 1));
  }
  return end == none || text[end] == '<' ? 0 : end + 1;
}

/// Of {…}, {{…}} and ${…}; inner braces must pair.
size_t brace_length(string_view text) {
  const size_t begin = text.front() == '$' ? 1 : 0;
  if (text.size() <= begin || text[begin] != '{') return 0;
  size_t depth = 0;
  for (size_t place = begin; place < text.size(); ++place) {
    if (text[place] == '{') ++depth;
    if (text[place] == '}' && --depth == 0) return place + 1;
  }
  return 0;
}

/// Of a conversion of C or Python: %s, %1$d, %.2f, %(name)s. "50% der" has none.
size_t conversion_length(string_view text) {
  if (text.front() != '%') return 0;
  size_t place = 1;
  if (text.substr(place, 1) == "(") {
    place = text.find(')', place);
    if (place == none) return 0;
    ++place;
  }
  while (place < text.size() &&
         (is_digit(text[place]) || string_view("$+-#.").find(text[place]) != none))
    ++place;
  if (place == text.size() || string_view("sdifgxXu@").find(text[place]) == none) return 0;
  const bool ends =
      place + 1 == text.size() || !is_of_name(text[place + 1]) || !is_letter(text[place + 1]);
  return ends ? place + 1 : 0;
}

std::optional<std::string> numbered_character(string_view number) {
  const bool is_hexadecimal = !number.empty() && (number[0] == 'x' || number[0] == 'X');
  if (is_hexadecimal) number.remove_prefix(1);
  uint32_t code = 0;
  const auto [end, error] =
      std::from_chars(number.data(), number.data() + number.size(), code, is_hexadecimal ? 16 : 10);
  const bool is_character = error == std::errc() && end == number.data() + number.size() &&
                            code >= 0x20 && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
  if (!is_character) return std::nullopt;
  std::string character;
  append_utf8(character, code);
  return character;
}

bool closes(string_view mark) {
  return mark.substr(0, 2) == "</";
}

}  // namespace

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

size_t mark_length(string_view text) {
  text = text.substr(0, longest_mark);
  return std::max({tag_length(text), brace_length(text), conversion_length(text)});
}

Reference reference_at(string_view text) {
  constexpr size_t longest = 32;
  if (text.front() != '&') return {};
  const size_t end = text.substr(0, longest).find(';');
  if (end == none || end == 1) return {};
  const string_view name = text.substr(1, end - 1);
  if (name[0] == '#') return {end + 1, numbered_character(name.substr(1))};
  if (!std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || is_digit(c); })) {
    return {};
  }
  for (const auto& [known, character] : references) {
    if (known == name) return {end + 1, std::string(character)};
  }
  return {end + 1, std::nullopt};
}

string_view name_of_tag(string_view mark) {
  if (mark.front() != '<' || mark[1] == '!' || mark.substr(mark.size() - 2) == "/>") return {};
  const size_t begin = mark[1] == '/' ? 2 : 1;
  size_t end = begin;
  while (is_of_name(mark[end])) ++end;
  return mark.substr(begin, end - begin);
}

std::vector<size_t> partners_of(const std::vector<string_view>& marks) {
  std::vector<size_t> partners(marks.size()), open;
  for (size_t index = 0; index < marks.size(); ++index) {
    partners[index] = index;
    const string_view name = name_of_tag(marks[index]);
    if (name.empty()) continue;
    if (!closes(marks[index])) {
      if (open.size() < deepest) open.push_back(index);
      continue;
    }
    const auto found = std::find_if(open.rbegin(), open.rend(), [&](size_t other) {
      return name_of_tag(marks[other]) == name;
    });
    if (found == open.rend()) continue;
    partners[index] = *found;
    partners[*found] = index;
    open.erase(found.base() - 1, open.end());
  }
  return partners;
}

}  // namespace dragoman

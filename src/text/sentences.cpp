#include "dragoman/text/sentences.h"

#include <algorithm>
#include <array>

#include "dragoman/base/unicode.h"

namespace dragoman {
namespace {

constexpr std::u32string_view stops = U".!?…。！？", needing_no_space = U"。！？",
                              closing = U"\"'”’»)]“」』";
constexpr std::array<std::u32string_view, 10> titles = {U"Mr", U"Mrs", U"Ms",  U"Dr", U"Prof",
                                                        U"St", U"Nr",  U"bzw", U"vs", U"ca"};

bool contains(std::u32string_view set, char32_t character) {
  return set.find(character) != std::u32string_view::npos;
}

/// Whether the stop at `place` belongs to its word: an initial, "z.B.", "Dr.".
bool is_of_abbreviation(std::u32string_view text, size_t place) {
  if (text[place] != U'.') return false;
  size_t begin = place;
  while (begin > 0 && !is_whitespace(text[begin - 1])) --begin;
  const std::u32string_view word = text.substr(begin, place - begin);
  const bool initial = word.size() == 1 && general_category(word[0]) == "Lu";
  const bool inner_stop = contains(word, U'.') && !contains(word, U'…') && word.back() != U'.';
  return initial || inner_stop || std::find(titles.begin(), titles.end(), word) != titles.end();
}

/// Behind the sentence whose stop is at `place`, its further stops and quotes; 0 where none ends.
size_t end_of_sentence(std::u32string_view text, size_t place) {
  if (!contains(stops, text[place]) || is_of_abbreviation(text, place)) return 0;
  size_t end = place + 1;
  while (end < text.size() && (contains(stops, text[end]) || contains(closing, text[end]))) ++end;
  if (end == text.size() || contains(needing_no_space, text[place])) return end;
  if (!is_whitespace(text[end])) return 0;
  size_t next = end;
  while (next < text.size() && is_whitespace(text[next])) ++next;
  return next < text.size() && general_category(text[next]) == "Ll" ? 0 : end;
}

}  // namespace

std::vector<std::string> split_sentences(std::string_view line) {
  if (find_invalid_utf8(line)) return {std::string(line)};
  const std::u32string text = decode_utf8(line);
  std::vector<std::string> sentences;
  const auto add = [&](size_t begin, size_t end) {
    const std::string sentence = encode_utf8(std::u32string_view(text).substr(begin, end - begin));
    const std::string_view bare = strip(sentence);
    if (!bare.empty()) sentences.emplace_back(bare);
  };
  size_t begin = 0;
  for (size_t place = 0; place < text.size(); ++place) {
    const size_t end = end_of_sentence(text, place);
    if (end == 0) continue;
    add(begin, end);
    begin = end;
    place = end - 1;
  }
  add(begin, text.size());
  return sentences;
}

}  // namespace dragoman

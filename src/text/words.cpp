#include "dragoman/text/words.h"

#include "dragoman/base/unicode.h"

namespace dragoman {
namespace {

constexpr const char* blank = "\u2581";  // SentencePiece's mark for the space before a word

/// Several blanks in a row are one space.
bool begins_word(const std::vector<std::string>& pieces, size_t at) {
  return at == 0 || (pieces[at].rfind(blank, 0) == 0 && pieces[at - 1] != blank);
}

/// Whether a character is a word of its own, as in scripts that write no spaces.
bool stands_alone(char32_t character) {
  return (character >= U'\u0E00' && character <= U'\u0EFF') ||  // Thai, Lao
         (character >= U'\u3040' && character <= U'\u30FF') ||  // kana
         (character >= U'\u3400' && character <= U'\u9FFF') ||  // ideographs
         (character >= U'\U00020000' && character <= U'\U0003FFFF');
}

}  // namespace

bool is_of_word(char32_t character) {
  const char kind = general_category(character).front();
  return kind == 'L' || kind == 'N' || kind == 'M';
}

bool goes_on_a_word(char32_t character) {
  return is_of_word(character) && !stands_alone(character);
}

bool is_byte_piece(std::string_view piece) {
  constexpr std::string_view example = "<0xE7>";
  return piece.size() == example.size() && piece.substr(0, 3) == example.substr(0, 3) &&
         piece.back() == example.back();
}

std::vector<std::size_t> unknown_words(const Vocabulary& vocabulary,
                                       const std::vector<int64_t>& ids) {
  const Words words = words_of(vocabulary, ids);
  const std::vector<std::string> pieces = vocabulary.pieces(ids);
  std::vector<std::size_t> unknown;
  for (size_t piece = 0; piece < ids.size(); ++piece) {
    if (ids[piece] != TokenIds::unknown && !is_byte_piece(pieces[piece])) continue;
    const size_t word = words.of_piece[piece];
    if (unknown.empty() || unknown.back() != word) unknown.push_back(word);
  }
  return unknown;
}

std::vector<std::size_t> word_numbers(const Vocabulary& vocabulary,
                                      const std::vector<int64_t>& ids) {
  const std::vector<std::string> pieces = vocabulary.pieces(ids);
  std::vector<std::size_t> numbers;
  for (size_t piece = 0; piece < ids.size(); ++piece) {
    const size_t last = piece == 0 ? 0 : numbers.back();
    numbers.push_back(piece > 0 && begins_word(pieces, piece) ? last + 1 : last);
  }
  return numbers;
}

Words words_of(const Vocabulary& vocabulary, const std::vector<int64_t>& ids) {
  Words words;
  words.of_piece = word_numbers(vocabulary, ids);
  std::vector<std::vector<int64_t>> ids_of_word;
  for (size_t piece = 0; piece < ids.size(); ++piece) {
    if (words.of_piece[piece] == ids_of_word.size()) ids_of_word.emplace_back();
    ids_of_word.back().push_back(ids[piece]);
  }
  for (const auto& word : ids_of_word) words.text.push_back(vocabulary.decode(word));
  return words;
}

}  // namespace dragoman

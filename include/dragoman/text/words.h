#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dragoman/text/vocabulary.h"

namespace dragoman {

/// The words of a sequence of pieces, as white space divides them, and which word each piece
/// belongs to.
struct Words {
  std::vector<std::string> text;
  std::vector<std::size_t> of_piece;
};

/// Whether a character belongs to a word: letters, marks and digits.
bool is_of_word(char32_t character);

/// Whether a word may go on with a character: one of a word, but for scripts that write no spaces,
/// where each character stands for itself.
bool goes_on_a_word(char32_t character);

/// Whether a piece stands for one byte of a character that the vocabulary lacks: "<0xE7>".
bool is_byte_piece(std::string_view piece);

/// Positions of the words with a character that the vocabulary lacks.
std::vector<std::size_t> unknown_words(const Vocabulary& vocabulary,
                                       const std::vector<int64_t>& ids);

/// Which word each piece belongs to, from 0.
std::vector<std::size_t> word_numbers(const Vocabulary& vocabulary,
                                      const std::vector<int64_t>& ids);

Words words_of(const Vocabulary& vocabulary, const std::vector<int64_t>& ids);

}  // namespace dragoman

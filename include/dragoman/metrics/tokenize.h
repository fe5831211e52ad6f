#pragma once
#include <string>
#include <string_view>

namespace dragoman {

/// How BLEU cuts a line into tokens; the names are those of signatures and options.
enum class BleuTokenizer {
  none,           ///< "none": white space only, for text that is tokenized already
  mteval13a,      ///< "13a": mteval-v13a, the default of WMT (Post 2018)
  international,  ///< "intl": mteval-v14 with --international-tokenization; Unicode punctuation
  character,      ///< "char": every code point
  chinese         ///< "zh": every Chinese character, and the rest as in 13a
};

/// @throws InputError naming the valid ones when `name` is none of them.
BleuTokenizer tokenizer_from_name(std::string_view name);

std::string_view name_of(BleuTokenizer tokenizer);

/// `line` with white space between its tokens; splitting it at white space gives them. White space
/// at the end is dropped first.
/// @param line valid UTF-8
std::string tokenize(std::string_view line, BleuTokenizer tokenizer);

}  // namespace dragoman

#pragma once
#include <string>
#include <string_view>

#include "dragoman/base/names.h"

namespace dragoman {

/// How BLEU cuts a line into tokens; the names are those of signatures and options.
enum class BleuTokenizer {
  none,           ///< "none": white space only, for text that is tokenized already
  mteval13a,      ///< "13a": mteval-v13a, the default of WMT (Post 2018)
  international,  ///< "intl": mteval-v14 with --international-tokenization; Unicode punctuation
  character,      ///< "char": every code point
  chinese         ///< "zh": every Chinese character, and the rest as in 13a
};

template <>
inline constexpr auto name_table<BleuTokenizer> =
    std::to_array<Named<BleuTokenizer>>({{BleuTokenizer::none, "none"},
                                         {BleuTokenizer::mteval13a, "13a"},
                                         {BleuTokenizer::international, "intl"},
                                         {BleuTokenizer::character, "char"},
                                         {BleuTokenizer::chinese, "zh"}});

/// `line` with white space between its tokens; splitting it at white space gives them. White space
/// at the end is dropped first.
/// @param line valid UTF-8
std::string tokenize(std::string_view line, BleuTokenizer tokenizer);

}  // namespace dragoman

#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "dragoman/search/translator.h"
#include "dragoman/text/markup.h"

namespace dragoman {

/// A translation with the markup of its source (after Joanis et al. 2013, with attention in place
/// of word alignments). An element goes around the run of words whose attention to what it holds
/// exceeds one half by the most in sum, the longest such run; inner ones stay within, and none
/// cross. Any other mark goes before the word that saw most of the word behind it, or after that of
/// the word before it where no space parts them. Every mark comes once.
/// @param translation of `source.text`
std::string restore_markup(const MarkedText& source, const Translation& translation,
                           const Translator& translator);

}  // namespace dragoman

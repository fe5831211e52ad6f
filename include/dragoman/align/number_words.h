#pragma once
#include <string>
#include <vector>

#include "dragoman/align/word_aligner.h"

namespace dragoman {

/// Lines as numbers of their words, as white space divides them, in lower case; from 1 on each
/// side. Of a pair with more than `longest` words on a side both are empty.
/// @throws InputError on invalid UTF-8
std::vector<WordPair> number_words(const std::vector<std::string>& sources,
                                   const std::vector<std::string>& targets, int64_t longest);

}  // namespace dragoman

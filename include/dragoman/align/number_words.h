#pragma once
#include <string>
#include <vector>

#include "dragoman/align/word_aligner.h"

namespace dragoman {

/// Lines as numbers of their words, as white space divides them, in lower case; from 1 on each
/// side. Of a pair with more than `longest` words on a side, or invalid UTF-8, both are empty.
std::vector<WordPair> number_words(const std::vector<std::string>& sources,
                                   const std::vector<std::string>& targets, int64_t longest);

}  // namespace dragoman

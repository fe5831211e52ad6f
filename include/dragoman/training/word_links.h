#pragma once
#include <string>
#include <vector>

#include "dragoman/text/corpus.h"
#include "dragoman/text/corpus_check.h"
#include "dragoman/text/piece_links.h"

namespace dragoman {

/// The sure links of a text's checked pairs, as `parse_alignment` reads them. Where the
/// vocabulary's normalization divides a sentence into other words than white space does, its pair
/// has none, and a warning tells of how many.
/// @param file a line for each of the text
/// @throws InputError with the file and, for a wrong one, the line
std::vector<LinkedWords> read_word_links(const std::string& file, const ParallelCorpus& text,
                                         const CheckedCorpus& checked,
                                         const Vocabularies& vocabularies);

}  // namespace dragoman

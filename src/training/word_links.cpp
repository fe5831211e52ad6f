#include "dragoman/training/word_links.h"

#include <spdlog/spdlog.h>

#include "dragoman/base/error.h"
#include "dragoman/base/unicode.h"
#include "dragoman/metrics/alignment_error.h"
#include "dragoman/text/lines.h"
#include "dragoman/text/words.h"

namespace dragoman {
namespace {

bool has_the_same_words(const std::string& line, const std::vector<int32_t>& pieces,
                        const Vocabulary& vocabulary) {
  const auto numbers = word_numbers(vocabulary, {pieces.begin(), pieces.end()});
  return split_whitespace(line).size() == (numbers.empty() ? 0 : numbers.back() + 1);
}

}  // namespace

std::vector<LinkedWords> read_word_links(const std::string& file, const ParallelCorpus& text,
                                         const CheckedCorpus& checked,
                                         const Vocabularies& vocabularies) {
  const std::vector<std::string> lines = read_lines(file);
  if (lines.size() != text.size()) {
    fail_input("{} has {} lines, its text {}: give the links of each pair in a line of its own",
               file, lines.size(), text.size());
  }
  std::vector<LinkedWords> links;
  size_t left_out = 0;
  for (size_t i = 0; i < checked.rows.size(); ++i) {
    const size_t row = checked.rows[i];
    const WordLinks sure = parse_alignment(lines[row], fmt::format("{}:{}", file, row + 1)).sure;
    const EncodedPair& pair = checked.corpus.pairs[i];
    const bool fits = has_the_same_words(text.source[row], pair.source, vocabularies.source) &&
                      has_the_same_words(text.target[row], pair.target, vocabularies.target);
    left_out += !fits && !sure.empty();
    links.push_back(fits ? LinkedWords(sure.begin(), sure.end()) : LinkedWords());
  }
  if (left_out > 0) {
    spdlog::warn(
        "{}: the links of {} pairs are left out, as the vocabulary divides them into other "
        "words than white space does",
        file, left_out);
  }
  return links;
}

}  // namespace dragoman

#include "dragoman/training/word_links.h"

#include "dragoman/base/error.h"
#include "dragoman/metrics/alignment_error.h"
#include "dragoman/text/lines.h"

namespace dragoman {

std::vector<LinkedWords> read_word_links(const std::string& file, std::size_t lines,
                                         const std::vector<std::size_t>& rows) {
  const std::vector<std::string> text = read_lines(file);
  if (text.size() != lines) {
    fail_input("{} has {} lines, its text {}: give the links of each pair in a line of its own",
               file, text.size(), lines);
  }
  std::vector<LinkedWords> links;
  for (const std::size_t row : rows) {
    const WordLinks sure = parse_alignment(text[row], fmt::format("{}:{}", file, row + 1)).sure;
    links.emplace_back(sure.begin(), sure.end());
  }
  return links;
}

}  // namespace dragoman

#include "text/misalignment_text.h"

#include <algorithm>
#include <cstdlib>

#include "dragoman/base/error.h"
#include "dragoman/base/unicode.h"

namespace dragoman {
namespace {

constexpr size_t most_described = 5, shown_bytes = 60;

/// The line's beginning, between quotes.
std::string beginning_of(std::string_view line) {
  if (find_invalid_utf8(line)) return "(not valid UTF-8)";
  if (line.size() <= shown_bytes) return fmt::format("'{}'", line);
  line = line.substr(0, shown_bytes);
  if (const auto cut = find_invalid_utf8(line)) line = line.substr(0, *cut);
  return fmt::format("'{}…'", line);
}

std::string describe(const Misalignment& region, const ParallelCorpus& corpus,
                     const std::string& name, size_t first_row) {
  const size_t row = region.begin + region.size() / 2;
  const std::string lines =
      fmt::format("lines {} to {}", first_row + region.begin + 1, first_row + region.end);
  if (!region.shift) {
    return fmt::format(
        "{}: {} of source and target do not translate each other, such as line {}: "
        "{} beside {}",
        name, lines, first_row + row + 1, beginning_of(corpus.source[row]),
        beginning_of(corpus.target[row]));
  }
  const int64_t shift = *region.shift;
  const auto last = static_cast<int64_t>(corpus.size()) - 1;
  const int64_t other = std::clamp<int64_t>(static_cast<int64_t>(row) + shift, 0, last);
  return fmt::format(
      "{}: {} of the source are translated {} {} {} in the target: look for what is missing or too "
      "much near the first and the last of them; source line {} {} goes with target line {} {}",
      name, lines, std::abs(shift), std::abs(shift) == 1 ? "line" : "lines",
      shift > 0 ? "later" : "earlier", first_row + row + 1, beginning_of(corpus.source[row]),
      first_row + static_cast<size_t>(other) + 1,
      beginning_of(corpus.target[static_cast<size_t>(other)]));
}

}  // namespace

std::vector<std::string> describe(const std::vector<Misalignment>& regions,
                                  const ParallelCorpus& corpus, const std::string& name,
                                  size_t first_row) {
  std::vector<std::string> sentences;
  const size_t described = std::min(regions.size(), most_described);
  for (size_t i = 0; i < described; ++i)
    sentences.push_back(describe(regions[i], corpus, name, first_row));
  if (described < regions.size()) {
    sentences.push_back(fmt::format(
        "{}: {} more such regions, the last of lines {} to {}", name, regions.size() - described,
        first_row + regions.back().begin + 1, first_row + regions.back().end));
  }
  return sentences;
}

}  // namespace dragoman

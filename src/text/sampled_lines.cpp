#include "dragoman/text/sampled_lines.h"

#include "dragoman/base/permutation.h"
#include "dragoman/base/random.h"
#include "dragoman/text/line_reader.h"

namespace dragoman {

std::vector<bool> sampled_rows(size_t rows, size_t most) {
  if (rows <= most) return std::vector<bool>(rows, true);
  std::vector<bool> is_chosen(rows);
  const Permutation order(rows, derive_seed(1, Stream::sampling));
  for (size_t place = 0; place < most; ++place) is_chosen[order(place)] = true;
  return is_chosen;
}

std::vector<std::string> sampled_lines(const std::vector<std::filesystem::path>& texts,
                                       size_t most) {
  size_t count = 0;
  for (const auto& text : texts) count += count_lines(text);
  const std::vector<bool> is_chosen = sampled_rows(count, most);
  std::vector<std::string> lines;
  size_t row = 0;
  for (const auto& text : texts) {
    LineReader reader(text);
    for (std::string line; row < count && reader.next(line); ++row) {
      if (is_chosen[row]) lines.push_back(line);
    }
  }
  return lines;
}

}  // namespace dragoman

#include "dragoman/text/swapped_sides.h"

#include <cmath>
#include <string_view>

#include "dragoman/text/corpus_statistics.h"

namespace dragoman {
namespace {

constexpr size_t most_lines = 10'000, fewest_lines = 10, judged_bytes = 1000;
constexpr double share_of_lines = 0.9;

/// How often each sequence of three bytes is there in some of the lines, hashed to 16 bits.
class Trigrams {
 public:
  explicit Trigrams(const std::vector<std::string>& lines) : counts_(1 << 16, 1) {
    for (const size_t row : spaced_rows(lines.size(), most_lines)) {
      each(lines[row], [&](size_t trigram) { ++counts_[trigram]; });
    }
    for (const double count : counts_) sum_ += count;
  }

  double log_likelihood(std::string_view line) const {
    double sum = 0;
    each(line, [&](size_t trigram) { sum += std::log(counts_[trigram] / sum_); });
    return sum;
  }

 private:
  template <class Use>
  static void each(std::string_view line, Use use) {
    line = line.substr(0, judged_bytes);
    for (size_t i = 0; i + 3 <= line.size(); ++i) {
      uint32_t hash = 0;
      for (const char byte : line.substr(i, 3)) hash = hash << 8 | static_cast<uint8_t>(byte);
      use(hash * 0x9E3779B1U >> 16);
    }
  }

  std::vector<double> counts_;
  double sum_ = 0;
};

bool reads_like(const std::vector<std::string>& lines, const Trigrams& one, const Trigrams& other) {
  const auto rows = spaced_rows(lines.size(), most_lines);
  size_t count = 0;
  for (const size_t row : rows) {
    count += one.log_likelihood(lines[row]) > other.log_likelihood(lines[row]);
  }
  return static_cast<double>(count) >= share_of_lines * static_cast<double>(rows.size());
}

}  // namespace

bool sides_swapped(const ParallelCorpus& corpus, const ParallelCorpus& train) {
  if (corpus.size() < fewest_lines || train.size() < fewest_lines) return false;
  const Trigrams source(train.source), target(train.target);
  return reads_like(corpus.source, target, source) && reads_like(corpus.target, source, target);
}

}  // namespace dragoman

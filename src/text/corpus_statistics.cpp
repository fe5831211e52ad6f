#include "dragoman/text/corpus_statistics.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "dragoman/base/unicode.h"

namespace dragoman {
namespace {

/// Written without spaces between words.
bool is_ideograph(char32_t character) {
  const bool east_asian = (character >= 0x2E80 && character <= 0x9FFF) ||
                          (character >= 0x20000 && character <= 0x3FFFF);
  return east_asian && general_category(character) == "Lo";
}

/// Counts words and characters; refers to the lines it was given.
class Counts {
 public:
  void add(const std::string& line) {
    if (find_invalid_utf8(line)) return;
    for (const std::string_view word : split_whitespace(line)) add_word(word);
  }

  /// As if this had been given the lines of `other` too.
  void merge(const Counts& other) {
    words_ += other.words_;
    spellings_.insert(other.spellings_.begin(), other.spellings_.end());
    for (const auto& [character, count] : other.characters_) characters_[character] += count;
  }

  TextStatistics statistics() const {
    const auto ideographs = std::count_if(characters_.begin(), characters_.end(),
                                          [](auto& entry) { return is_ideograph(entry.first); });
    return {words_, static_cast<int64_t>(spellings_.size()) + ideographs,
            static_cast<int64_t>(characters_.size())};
  }

  const std::unordered_map<char32_t, int64_t>& characters() const { return characters_; }

 private:
  void add_word(std::string_view word) {
    int64_t ideographs = 0, others = 0;
    for (const char32_t character : decode_utf8(word)) {
      ++characters_[character];
      ++(is_ideograph(character) ? ideographs : others);
    }
    words_ += ideographs + (others > 0 ? 1 : 0);
    if (ideographs == 0) spellings_.insert(word);
  }

  int64_t words_ = 0;
  std::unordered_set<std::string_view> spellings_;
  std::unordered_map<char32_t, int64_t> characters_;
};

Counts counted(const std::vector<std::string>& lines) {
  Counts counts;
  for (const std::string& line : lines) counts.add(line);
  return counts;
}

std::unordered_map<char32_t, double> letter_frequencies(const Counts& counts) {
  std::unordered_map<char32_t, double> letters;
  double sum = 0;
  for (const auto& [character, count] : counts.characters()) {
    if (general_category(character).front() != 'L') continue;
    sum += letters[character] = static_cast<double>(count);
  }
  for (auto& [letter, frequency] : letters) frequency /= sum;
  return letters;
}

double letters_in_common(const Counts& source, const Counts& target) {
  const auto other = letter_frequencies(target);
  double common = 0;
  for (const auto& [letter, frequency] : letter_frequencies(source)) {
    const auto found = other.find(letter);
    if (found != other.end()) common += std::min(frequency, found->second);
  }
  return common;
}

}  // namespace

CorpusStatistics corpus_statistics(const ParallelCorpus& corpus) {
  const Counts source = counted(corpus.source), target = counted(corpus.target);
  Counts both = source;
  both.merge(target);
  return {static_cast<int64_t>(corpus.size()), source.statistics(), target.statistics(),
          both.statistics(), letters_in_common(source, target)};
}

int64_t fitting_length(const EncodedCorpus& corpus, double share) {
  if (corpus.pairs.empty()) return 0;
  std::vector<size_t> lengths;
  for (const EncodedPair& pair : corpus.pairs) {
    lengths.push_back(std::max(pair.source.size(), pair.target.size()));
  }
  std::sort(lengths.begin(), lengths.end());
  const double fitting = std::ceil(share * static_cast<double>(lengths.size()));
  return static_cast<int64_t>(lengths[static_cast<size_t>(fitting) - 1]);
}

std::vector<size_t> spaced_rows(size_t size, size_t count) {
  count = std::min(count, size);
  std::vector<size_t> rows;
  for (size_t i = 0; i < count; ++i) rows.push_back(i * size / count);
  return rows;
}

}  // namespace dragoman

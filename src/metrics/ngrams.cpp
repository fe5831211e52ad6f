#include "metrics/ngrams.h"

#include <algorithm>
#include <unordered_map>

namespace dragoman {

std::vector<Symbols> number_words(const std::vector<std::vector<std::string_view>>& texts) {
  std::unordered_map<std::string_view, uint32_t> numbers;
  std::vector<Symbols> numbered;
  numbered.reserve(texts.size());
  for (const auto& words : texts) {
    Symbols& symbols = numbered.emplace_back();
    symbols.reserve(words.size());
    for (const std::string_view word : words) {
      symbols.push_back(numbers.try_emplace(word, numbers.size()).first->second);
    }
  }
  return numbered;
}

int64_t ngram_total(size_t length, int order) {
  return std::max<int64_t>(0, static_cast<int64_t>(length) - order + 1);
}

SortedSuffixes::SortedSuffixes(const std::vector<Symbols>& texts, int max_order)
    : texts_(texts.size()) {
  for (size_t k = 0; k < texts.size(); ++k) add(texts[k], static_cast<uint32_t>(k), max_order);
  std::sort(suffixes_.begin(), suffixes_.end(), [this](const Suffix& a, const Suffix& b) {
    const int shared = count_shared(a, b);
    if (shared == a.length || shared == b.length) return a.length < b.length;
    return symbols_[a.begin + shared] < symbols_[b.begin + shared];
  });
  for (size_t i = 1; i < suffixes_.size(); ++i) {
    suffixes_[i].shared = count_shared(suffixes_[i - 1], suffixes_[i]);
  }
}

void SortedSuffixes::add(const Symbols& text, uint32_t number, int max_order) {
  const auto begin = static_cast<uint32_t>(symbols_.size());
  const auto size = static_cast<uint32_t>(text.size());
  symbols_.insert(symbols_.end(), text.begin(), text.end());
  for (uint32_t i = 0; i < size; ++i) {
    const uint32_t length = std::min(size - i, static_cast<uint32_t>(max_order));
    suffixes_.push_back({begin + i, number, static_cast<int>(length), 0});
  }
}

int SortedSuffixes::count_shared(const Suffix& a, const Suffix& b) const {
  const int limit = std::min(a.length, b.length);
  int shared = 0;
  while (shared < limit && symbols_[a.begin + shared] == symbols_[b.begin + shared]) ++shared;
  return shared;
}

}  // namespace dragoman

#pragma once
#include <algorithm>
#include <cmath>
#include <vector>

#include "dragoman/nn/stepper.h"

namespace dragoman {

/// Given log probabilities of the words 0, 1, …; those of −∞ may not come.
class TableScores final : public WordScores {
 public:
  explicit TableScores(std::vector<double> numbers) : numbers_(std::move(numbers)) {}

  double log_probability(int64_t word) const override {
    return numbers_[static_cast<size_t>(word)];
  }

  void best(int64_t wanted, const std::vector<int64_t>& forbidden,
            std::vector<ScoredWord>& words) override {
    words = all();
    std::erase_if(words, [&](const ScoredWord& word) {
      return std::count(forbidden.begin(), forbidden.end(), word.word) > 0;
    });
    std::stable_sort(words.begin(), words.end(), [](const ScoredWord& a, const ScoredWord& b) {
      return a.log_probability > b.log_probability;
    });
    words.resize(std::min(words.size(), static_cast<size_t>(wanted)));
  }

  std::vector<ScoredWord> all() const override {
    std::vector<ScoredWord> words;
    for (size_t word = 0; word < numbers_.size(); ++word) {
      if (!std::isfinite(numbers_[word])) continue;
      words.push_back({static_cast<int64_t>(word), numbers_[word]});
    }
    return words;
  }

 private:
  std::vector<double> numbers_;
};

}  // namespace dragoman

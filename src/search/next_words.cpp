#include "dragoman/search/next_words.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace dragoman {
namespace {

/// Of a word that must come though the model's shortlist leaves it out.
constexpr double log_probability_unlisted = -100;

void sort_by_merit(std::vector<NextWord>& words) {
  std::sort(words.begin(), words.end(), [](const NextWord& a, const NextWord& b) {
    return a.merit() != b.merit() ? a.merit() > b.merit() : a.word < b.word;
  });
}

}  // namespace

void NextWords::allow_only(std::vector<int64_t> words) {
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  if (allowed_) {
    std::vector<int64_t> both;
    std::set_intersection(words.begin(), words.end(), allowed_->begin(), allowed_->end(),
                          std::back_inserter(both));
    words = std::move(both);
  }
  allowed_ = std::move(words);
}

NextWord NextWords::changed(const ScoredWord& word) const {
  const auto change = changes_.find(word.word);
  if (change == changes_.end()) return {word.word, word.log_probability};
  const auto& [factor, bonus] = change->second;
  return {word.word, word.log_probability, (factor - 1) * word.log_probability + bonus};
}

bool NextWords::is_forbidden(int64_t word) const {
  return std::find(forbidden_.begin(), forbidden_.end(), word) != forbidden_.end();
}

NextWord NextWords::required(int64_t word, const WordScores& scores) const {
  return changed({word, std::max(scores.log_probability(word), log_probability_unlisted)});
}

std::vector<NextWord> NextWords::allowed(const WordScores& scores) const {
  std::vector<NextWord> words;
  for (const int64_t word : *allowed_) words.push_back(required(word, scores));
  return words;
}

std::vector<NextWord> NextWords::best(int64_t wanted, WordScores& scores) const {
  std::vector<NextWord> words = most_merited(wanted, scores);
  for (const int64_t word : included_) {
    const bool there = std::any_of(words.begin(), words.end(),
                                   [&](const NextWord& other) { return other.word == word; });
    const bool may = !allowed_ || std::binary_search(allowed_->begin(), allowed_->end(), word);
    if (!there && may) words.push_back(required(word, scores));
  }
  return words;
}

std::vector<NextWord> NextWords::most_merited(int64_t wanted, WordScores& scores) const {
  std::vector<NextWord> words;
  if (allowed_) {
    words = allowed(scores);
  } else {
    // Words whose place rules change are looked at one by one.
    std::vector<int64_t> apart = forbidden_;
    for (const auto& [word, change] : changes_) {
      apart.push_back(word);
      const double log_probability = scores.log_probability(word);
      if (is_forbidden(word) || !std::isfinite(log_probability)) continue;
      words.push_back(changed({word, log_probability}));
    }
    std::vector<ScoredWord> others;
    scores.best(wanted, apart, others);
    for (const ScoredWord& word : others) words.push_back({word.word, word.log_probability});
    if (changes_.empty()) return words;
  }
  sort_by_merit(words);
  words.resize(std::min(words.size(), static_cast<size_t>(wanted)));
  return words;
}

std::vector<NextWord> NextWords::all(const WordScores& scores) const {
  if (allowed_) return allowed(scores);
  std::vector<NextWord> words;
  for (const ScoredWord& word : scores.all()) {
    if (!is_forbidden(word.word)) words.push_back(changed(word));
  }
  return words;
}

}  // namespace dragoman

#pragma once
#include <algorithm>
#include <limits>
#include <utility>

#include "dragoman/kernels/word_scores.h"
#include "dragoman/nn/stepper.h"

namespace dragoman {

/// The scores of the words that may come next in a row, before normalisation.
template <typename Real>
class RowScores final : public WordScores {
 public:
  /// @param scores [count], which `best` may change meanwhile @param words their words, ascending;
  /// null where they are 0, 1, …
  RowScores(Real* scores, int64_t count, const int64_t* words = nullptr)
      : RowScores(scores, count, words, log_sum_exp(scores, count)) {}

  /// @param log_sum what the scores are more than log probabilities
  RowScores(Real* scores, int64_t count, const int64_t* words, Real log_sum)
      : scores_(scores), count_(count), words_(words), log_sum_(log_sum) {}

  double log_probability(int64_t word) const override {
    const int64_t place = place_of(word);
    return place == none ? -std::numeric_limits<double>::infinity() : at(place);
  }

  void best(int64_t wanted, const std::vector<int64_t>& forbidden,
            std::vector<ScoredWord>& words) override {
    std::vector<std::pair<int64_t, Real>> kept;
    for (const int64_t word : forbidden) {
      const int64_t place = place_of(word);
      if (place == none) continue;
      kept.emplace_back(place,
                        std::exchange(scores_[place], -std::numeric_limits<Real>::infinity()));
    }
    std::vector<int64_t> found(static_cast<size_t>(wanted));
    found.resize(static_cast<size_t>(largest_scores(scores_, count_, wanted, found.data())));
    words.clear();
    for (const int64_t place : found) {
      words.push_back({words_ == nullptr ? place : words_[place], at(place)});
    }
    for (; !kept.empty(); kept.pop_back()) scores_[kept.back().first] = kept.back().second;
  }

  std::vector<ScoredWord> all() const override {
    std::vector<ScoredWord> every;
    every.reserve(static_cast<size_t>(count_));
    for (int64_t place = 0; place < count_; ++place) {
      if (scores_[place] == -std::numeric_limits<Real>::infinity()) continue;
      every.push_back({words_ == nullptr ? place : words_[place], at(place)});
    }
    return every;
  }

 private:
  static constexpr int64_t none = -1;

  int64_t place_of(int64_t word) const {
    if (words_ == nullptr) return word < count_ ? word : none;
    const int64_t* found = std::lower_bound(words_, words_ + count_, word);
    return found != words_ + count_ && *found == word ? found - words_ : none;
  }

  double at(int64_t place) const { return static_cast<double>(scores_[place] - log_sum_); }

  Real* scores_;
  int64_t count_;
  const int64_t* words_;
  Real log_sum_;
};

}  // namespace dragoman

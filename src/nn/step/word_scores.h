#pragma once
#include <limits>
#include <utility>

#include "dragoman/kernels/word_scores.h"
#include "dragoman/nn/stepper.h"

namespace dragoman {

/// The scores of all words [V] before normalisation, as the next word of a row has them.
template <typename Real>
class RowScores final : public WordScores {
 public:
  /// @param scores may be changed during `best`
  RowScores(Real* scores, int64_t count)
      : scores_(scores), count_(count), log_sum_(log_sum_exp(scores, count)) {}

  double log_probability(int64_t word) const override {
    return static_cast<double>(scores_[word] - log_sum_);
  }

  void best(int64_t wanted, const std::vector<int64_t>& forbidden,
            std::vector<ScoredWord>& words) override {
    std::vector<Real> kept;
    for (const int64_t word : forbidden) {
      kept.push_back(std::exchange(scores_[word], -std::numeric_limits<Real>::infinity()));
    }
    std::vector<int64_t> found(static_cast<size_t>(wanted));
    found.resize(static_cast<size_t>(largest_scores(scores_, count_, wanted, found.data())));
    words.clear();
    for (const int64_t word : found) words.push_back({word, log_probability(word)});
    for (size_t i = forbidden.size(); i > 0; --i) scores_[forbidden[i - 1]] = kept[i - 1];
  }

 private:
  Real* scores_;
  int64_t count_;
  Real log_sum_;
};

}  // namespace dragoman

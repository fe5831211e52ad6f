#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace dragoman {

/// The lexical prior of a search (see `lexical_scores`), added to the scores of one row's words.
template <typename Real>
class StepLexicon {
 public:
  /// None.
  StepLexicon() = default;

  /// @param words, probabilities [V_source, pieces] of a Lexicon
  StepLexicon(std::vector<int32_t> words, std::vector<Real> probabilities, int64_t pieces,
              Real floor)
      : words_(std::move(words)),
        probabilities_(std::move(probabilities)),
        pieces_(pieces),
        target_size_(1 + *std::max_element(words_.begin(), words_.end())),
        floor_(floor) {}

  bool empty() const { return words_.empty(); }

  /// The target words that it knows lie below this.
  int64_t target_size() const { return target_size_; }

  /// Adds it to the scores. @param weights of the source's positions
  /// @param place of a word among the scores, or a negative number
  /// @param sums of all words, [target_size], zeros before and after
  template <typename Place>
  void add_to(Real* scores, const std::vector<int64_t>& source, const Real* weights,
              const Place& place, std::vector<Real>& sums) const {
    for_each(source, [&](size_t position, int32_t word, Real probability) {
      sums[static_cast<size_t>(word)] += weights[position] * probability;
    });
    for_each(source, [&](size_t /*position*/, int32_t word, Real /*probability*/) {
      const Real sum = std::exchange(sums[static_cast<size_t>(word)], Real(0));
      if (sum == 0) return;
      const int64_t at = place(word);
      if (at >= 0) scores[at] += std::log1p(sum / floor_);
    });
  }

 private:
  template <typename Use>
  void for_each(const std::vector<int64_t>& source, const Use& use) const {
    for (size_t position = 0; position < source.size(); ++position) {
      const auto begin = static_cast<size_t>(source[position] * pieces_);
      for (size_t i = begin; i < begin + static_cast<size_t>(pieces_); ++i) {
        if (probabilities_[i] > 0) use(position, words_[i], probabilities_[i]);
      }
    }
  }

  std::vector<int32_t> words_;
  std::vector<Real> probabilities_;
  int64_t pieces_ = 0, target_size_ = 0;
  Real floor_ = 1;
};

}  // namespace dragoman

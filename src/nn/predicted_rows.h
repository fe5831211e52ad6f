#pragma once
#include <limits>
#include <optional>

#include "dragoman/nn/model.h"
#include "nn/step/word_scores.h"

namespace dragoman {

/// What a prediction says of its first rows, on the CPU: their best words and the attention, the
/// other words when somebody asks for them.
class PredictedRows {
 public:
  static constexpr int64_t all_words = std::numeric_limits<int64_t>::max();

  /// Nothing is waited for yet, so that more can be begun meanwhile. @param shown how many of the
  /// best words come along, or `all_words`
  PredictedRows(const Prediction& prediction, int64_t count, int64_t shown);

  /// Waits for the numbers of all, in one copy; they may be asked for after it.
  static void arrive(const std::vector<PredictedRows*>& all);

  /// The best words of a row, best first, or none where all came along.
  int64_t shown() const { return has_all() ? 0 : shown_; }
  ScoredWord best(int64_t row, int64_t place) const;

  std::vector<double> all(int64_t row) const;  // [V] log probabilities
  std::vector<double> weights(int64_t row, int64_t length) const;
  std::vector<std::vector<double>> heads(int64_t row, int64_t length) const;  // empty with one

 private:
  bool has_all() const { return shown_ == log_probabilities_.size(1); }
  const double* numbers_of(int64_t row) const {
    return numbers_.data_ptr<double>() + row * numbers_.size(1);
  }
  const double* attention_of(int64_t row) const {
    return numbers_of(row) + (has_all() ? shown_ : 2 * shown_);
  }

  int64_t shown_, positions_, heads_;
  Tensor log_probabilities_;  // [R, V], where they were computed
  // [R, ·], side by side: all log probabilities, or the best ones and their words; the weights [S];
  // those of the heads [N · S].
  Tensor numbers_;
};

/// The log probabilities of a row's words, of which the best have come along.
class PredictedScores final : public WordScores {
 public:
  /// @param asked becomes how many would have had to come along, where it is less
  PredictedScores(const PredictedRows& rows, int64_t row, int64_t& asked)
      : rows_(rows), row_(row), asked_(asked) {}

  double log_probability(int64_t word) const override;
  void best(int64_t wanted, const std::vector<int64_t>& forbidden,
            std::vector<ScoredWord>& words) override;
  std::vector<ScoredWord> all() const override;

 private:
  /// `best` among those that came along. @return whether they were enough
  bool choose(int64_t wanted, const std::vector<int64_t>& forbidden,
              std::vector<ScoredWord>& words) const;
  RowScores<double>& every(int64_t asked) const;

  const PredictedRows& rows_;
  int64_t row_;
  int64_t& asked_;
  mutable std::vector<double> numbers_;  // [V], once they were asked for
  mutable std::optional<RowScores<double>> scores_;
};

}  // namespace dragoman

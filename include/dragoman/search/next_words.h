#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "dragoman/nn/stepper.h"

namespace dragoman {

/// A word that may come next, as the model and the rules see it.
struct NextWord {
  int64_t word;
  double log_probability;  // the model's
  double adjustment = 0;   // what rules add to it

  double merit() const { return log_probability + adjustment; }
};

/// Which words may follow a hypothesis, and what rules change about their log probabilities.
class NextWords {
 public:
  void forbid(int64_t word) { forbidden_.push_back(word); }

  /// Only these may come, also where another rule forbids them; of several such calls, what all of
  /// them allow.
  void allow_only(std::vector<int64_t> words);

  /// This one is among the best whatever its merit, also where another rule forbids it, unless
  /// others are the only ones that may come.
  void include(int64_t word) { included_.push_back(word); }

  /// The log probability counts `factor` times.
  void scale(int64_t word, double factor) { changes_[word].factor *= factor; }

  /// The log probability counts `bonus` more.
  void add(int64_t word, double bonus) { changes_[word].bonus += bonus; }

  /// The `wanted` words of the largest merit, the largest first, then the smaller id; behind them
  /// the included ones that are not among them.
  std::vector<NextWord> best(int64_t wanted, WordScores& scores) const;

  /// All that may come, by id.
  std::vector<NextWord> all(const WordScores& scores) const;

 private:
  struct Change {
    double factor = 1, bonus = 0;
  };

  NextWord changed(const ScoredWord& word) const;
  bool is_forbidden(int64_t word) const;
  NextWord required(int64_t word, const WordScores& scores) const;
  std::vector<NextWord> allowed(const WordScores& scores) const;
  std::vector<NextWord> most_merited(int64_t wanted, WordScores& scores) const;

  std::vector<int64_t> forbidden_, included_;
  std::optional<std::vector<int64_t>> allowed_;  // ascending
  std::map<int64_t, Change> changes_;
};

/// A rule on the words that a search may choose. Rules are pure: what they do depends on the
/// hypothesis alone.
class WordRule {
 public:
  virtual ~WordRule() = default;

  /// @param words of the hypothesis so far, without begin
  virtual void apply(const std::vector<int64_t>& words, NextWords& next) const = 0;

  /// Whether `apply` may add a bonus: then no hypothesis is known to be worse than another before
  /// it ends.
  virtual bool gives_bonuses() const { return false; }
};

}  // namespace dragoman

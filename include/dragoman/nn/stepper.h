#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace dragoman {

/// A hypothesis that a step of decoding goes on with.
struct DecodingRow {
  int64_t sentence;  // its number
  int64_t parent;    // the row of the step before that it continues, or `start_of_sentence`
  int64_t word;      // the last one

  static constexpr int64_t start_of_sentence = -1;
};

struct ScoredWord {
  int64_t word;
  double log_probability;
};

/// What the model says about the next word of one row.
class WordScores {
 public:
  virtual ~WordScores() = default;
  virtual double log_probability(int64_t word) const = 0;

  /// The `wanted` most probable words but those forbidden, the best first; among equals the one
  /// with the smaller id.
  virtual void best(int64_t wanted, const std::vector<int64_t>& forbidden,
                    std::vector<ScoredWord>& words) = 0;

  /// Every word that may come at all, by id.
  virtual std::vector<ScoredWord> all() const = 0;
};

/// The numbers of one search: the memories of its sentences and the states of its hypotheses. A
/// row's numbers depend on its own sentence and words alone.
class Decoding {
 public:
  virtual ~Decoding() = default;

  /// Encodes sources, each with its end token, under numbers that are free.
  virtual void admit(const std::vector<int64_t>& numbers,
                     const std::vector<std::vector<int64_t>>& sources) = 0;

  /// Forgets a sentence.
  virtual void release(int64_t number) = 0;

  /// One step of all rows; `visit(row, scores)` is called for each, in order.
  using Visit = std::function<void(int64_t row, WordScores& scores)>;
  virtual void advance(const std::vector<DecodingRow>& rows, const Visit& visit) = 0;

  /// The attention of a row at the step just taken: a weight for each position of its source.
  virtual std::vector<double> weights(int64_t row) const = 0;

  /// The same of each head; empty with one.
  virtual std::vector<std::vector<double>> heads(int64_t row) const = 0;
};

/// A model as search sees it. Any number of threads may decode with one.
class Stepper {
 public:
  virtual ~Stepper() = default;

  /// A decoding without sentences; it keeps what it needs of the model.
  virtual std::unique_ptr<Decoding> begin() const = 0;
};

}  // namespace dragoman

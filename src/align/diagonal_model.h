#pragma once
#include <cstddef>
#include <map>
#include <utility>
#include <vector>

#include "align/translation_table.h"

namespace dragoman {

/// IBM model 1 whose positions lean to the diagonal: see `align_words`.
class DiagonalModel {
 public:
  explicit DiagonalModel(double null) : null_(null) {}

  /// One step of expectation maximisation; the table changes too.
  void improve(const std::vector<WordPair>& pairs, TranslationTable& table, double dirichlet);

  /// Of target word j: p(origin | the pair), first that of none, then of each source word.
  std::vector<double> posterior(const WordPair& pair, size_t j,
                                const TranslationTable& table) const;

  double tension() const { return tension_; }

 private:
  using Lengths = std::pair<size_t, size_t>;  // of source and target

  /// How far from the diagonal words are under the prior, weighted by the mass in `masses`.
  double expected_distance(const std::map<Lengths, double>& masses, double tension) const;

  double null_;
  double tension_ = 4;  // λ
};

}  // namespace dragoman

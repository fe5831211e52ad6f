#pragma once
#include <cstddef>
#include <map>
#include <vector>

#include "align/translation_table.h"

namespace dragoman {

/// Alignment as a hidden Markov model: see `align_words`.
class HmmModel {
 public:
  explicit HmmModel(double null) : null_(null), jumps_(2 * farthest + 1, 1.0) {}

  /// One step of expectation maximisation; the table changes too.
  void improve(const std::vector<WordPair>& pairs, TranslationTable& table, double dirichlet);

  /// Of each target word: p(origin | the pair), first that of none, then of each source word.
  std::vector<std::vector<double>> posterior(const WordPair& pair, const TranslationTable& table);

 private:
  static constexpr int64_t farthest = 20;  // jumps that are longer count as this one

  struct Lattice;  // what forward and backward passes over one pair leave

  static size_t jump(size_t from, size_t to);

  /// Σ of the jumps from each position, of which 0 is before the first word, to the m words.
  const std::vector<double>& sums(size_t sources);
  Lattice passed(const WordPair& pair, const TranslationTable& table);
  void add_jumps(const Lattice& lattice, std::vector<double>& counts) const;

  double null_;
  std::vector<double> jumps_;                        // c, from −farthest to farthest
  std::map<size_t, std::vector<double>> by_length_;  // the sums of these jumps
};

}  // namespace dragoman

#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace dragoman {

/// A sentence pair as numbers of words, each side's from 1.
struct WordPair {
  std::vector<int32_t> source, target;
};

struct WordAlignerOptions {
  int64_t diagonal_iterations = 5;
  int64_t hmm_iterations = 5;
  double null = 0.08;       // p₀: how likely a target word comes from no source word
  double dirichlet = 0.01;  // prior of the translation probabilities: small ones are made smaller
};

/// For each target word of a pair the position of the source word that it comes from, or -1.
using WordOrigins = std::vector<std::vector<int64_t>>;

/// Aligns the words of a corpus by expectation maximisation on that corpus, first with IBM model 1
/// whose positions lean to the diagonal,
///   p(a_j = i) ∝ exp(−λ |i/m − j/n|),  λ chosen anew each time          (Dyer et al. 2013, eq. 2),
/// then with a hidden Markov model in which a position depends on the one before,
///   p(a_j = i | a_j−1 = i′) ∝ c(i − i′)                                 (Vogel et al. 1996, eq.
///   4),
/// where a word without origin keeps the position before it (Och and Ney 2003, eq. 17). In both
/// p(f | e) has a symmetric Dirichlet prior, by variational Bayes (Riley and Gildea 2012). An
/// origin is the most probable one of each word for itself. Memory grows with the number of
/// different word pairs that occur together, time with Σ m² n.
WordOrigins align_words(const std::vector<WordPair>& pairs, const WordAlignerOptions& options = {});

}  // namespace dragoman

#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "dragoman/align/word_aligner.h"
#include "dragoman/align/word_translations.h"

namespace dragoman {

// The source word that stands for none.
inline constexpr int32_t null_word = 0;

/// p(target word | source word) of the words that occur together in a corpus; the null word occurs
/// with all.
class TranslationTable {
 public:
  /// Begins uniform.
  explicit TranslationTable(const std::vector<WordPair>& pairs);

  size_t size() const { return targets_.size(); }

  /// The entry of two words that occur together.
  size_t entry(int32_t source, int32_t target) const;
  double probability(size_t entry) const { return probabilities_[entry]; }

  /// The source words, and the null word, lie below this.
  int32_t sources() const { return static_cast<int32_t>(begins_.size()) - 1; }

  /// What one of them occurs with and is translated by.
  std::vector<WordTranslation> of(int32_t source) const;

  /// The probabilities that variational Bayes makes of expected counts:
  /// e^ψ(c(e, f) + α) / e^ψ(Σ_f c(e, f) + α).
  void maximise(const std::vector<double>& counts, double dirichlet);

 private:
  std::vector<size_t> begins_;    // of the entries of each source word, and the end
  std::vector<int32_t> targets_;  // ascending within one source word
  std::vector<double> probabilities_;
};

/// ψ(x), the derivative of ln Γ, for x > 0.
double digamma(double x);

}  // namespace dragoman

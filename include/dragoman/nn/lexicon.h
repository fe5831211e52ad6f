#pragma once
#include <cstdint>

#include <torch/types.h>

namespace dragoman {

using torch::Tensor;

/// Of each source piece the likeliest target pieces, and p(target | source).
struct Lexicon {
  Tensor words;          // int32 [V_source, K]
  Tensor probabilities;  // float [V_source, K]; 0 where there are fewer than K

  bool empty() const { return !words.defined(); }

  /// Whether it is one of these vocabularies, with K pieces and probabilities in [0, 1].
  bool fits(int64_t source_vocabulary, int64_t target_vocabulary, int64_t pieces) const;
};

/// What a lexicon says of the next word in N rows, each of one of B sources.
struct LexicalPrior {
  Tensor words;          // int64 [B, S · K], of each source piece
  Tensor probabilities;  // [B, S, K]
  Tensor sources;        // int64 [N], which one
  Tensor weights;        // [N, S], the attention's
  double floor = 1;      // ε

  /// Whether there is one at all.
  bool any() const { return words.defined(); }

  /// `count` rows from `begin` on.
  LexicalPrior rows(int64_t begin, int64_t count) const;
};

/// The prior of rows that attend with these weights. @param source int64 [B, S]
/// @param sources int64 [N], of the rows @param weights [N, S]
LexicalPrior lexical_prior(const Lexicon& lexicon, double floor, const Tensor& source,
                           const Tensor& sources, const Tensor& weights);

/// L_nv = Σ_s a_ns p(v | x_s), [N, V] (Arthur et al. 2016, section 3.1).
Tensor lexical_probabilities(const LexicalPrior& prior, int64_t vocabulary);

/// What is added to the scores of all words before the softmax: log(1 + L_nv / ε), which is
/// log(L_nv + ε) (Arthur et al. 2016, section 3.2) but for the same constant for every word.
Tensor lexical_scores(const Tensor& probabilities, double floor);

/// Scores [N, V] with those of the prior, where there is one.
Tensor with_prior(const Tensor& scores, const LexicalPrior& prior);

/// The gradient [N, S] of the attention's weights by that of the scores, [N, V].
/// @param probabilities of `lexical_probabilities`
Tensor lexical_weight_gradient(const LexicalPrior& prior, const Tensor& probabilities,
                               const Tensor& score_gradient);

}  // namespace dragoman

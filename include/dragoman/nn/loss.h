#pragma once
#include <vector>

#include <torch/types.h>

#include "dragoman/nn/arithmetic.h"
#include "dragoman/nn/lexicon.h"

namespace dragoman {

struct Loss {
  Tensor trained;        // 0-d, summed over rows; what is differentiated
  Tensor cross_entropy;  // 0-d, summed over rows, of the words alone and without gradient; exp of
                         // its mean is the perplexity
};

/// What a softmax is over: the scores W r_n + b of all words, for each row r_n, and
/// what a lexicon adds to them.
struct Outputs {
  Tensor readouts;       // [N, E]
  Tensor weight;         // [V, E]
  Tensor bias;           // [V]
  LexicalPrior prior{};  // of the rows, whose scores are added; or none
};

/// What the trained loss has besides the cross-entropy of the words.
struct LossTerms {
  double smoothing = 0;  // ε of label smoothing (Szegedy et al. 2016, section 7)
  double r_drop = 0;  // α of R-Drop (Liang et al. 2021, eq. 4); where it is above 0, rows 2i and
                      // 2i + 1 are two passes over one word, under other dropout masks
  double distillation = 0;  // λ of distillation from teachers (Kim and Rush 2016, section 3.1)
};

/// The output layer, softmax and cross-entropy in one. With p_n = softmax(W r_n + b) and q_n the
/// mean of the teachers' softmaxes,
///   loss = Σ_n (1 − λ) · ((1 − ε) · −log p_n(y_n) + ε · mean_v −log p_n(v))
///              + λ · Σ_v −q_n(v) log p_n(v)
///        + Σ_i α/2 · (KL(p_2i ‖ p_2i+1) + KL(p_2i+1 ‖ p_2i)).
/// Rows go through in chunks, whose gradient is taken at once: no [N, V] tensor is kept.
/// @param words int64 [N] @param teachers of the same rows and words, at least one where λ is not
/// 0; they are not differentiated
/// @param weights float64 [N], of the terms of n; undefined: 1 each, as with R-Drop
Loss cross_entropy_loss(const Outputs& outputs, const Tensor& words, const LossTerms& terms,
                        const Arithmetic& arithmetic = {},
                        const std::vector<Outputs>& teachers = {}, const Tensor& weights = {});

/// The mean of the softmaxes in rows from `begin` on, [count, V], without a gradient.
Tensor mean_probabilities(const std::vector<Outputs>& outputs, int64_t begin, int64_t count);

/// Outputs whose softmax is, but for some 1e-5, these probabilities over their sum.
/// @param words int64 [N, K] @param probabilities [N, K] @param vocabulary V
Outputs outputs_of(const Tensor& words, const Tensor& probabilities, int64_t vocabulary);

/// log p_n(y_n), float64 [N], without a gradient. @param words int64 [N]
Tensor word_log_probabilities(const Outputs& outputs, const Tensor& words);

/// How far the attention is from given links: Σ_t −Σ_s a_ts log w_ts (Chen et al. 2016, eq. 4); a
/// target word without links costs nothing. 0-d.
/// @param weights [T, B, S] @param alignment [T, B, S], rows that sum to 1 or are zeros
Tensor guided_attention_loss(const Tensor& weights, const Tensor& alignment);

}  // namespace dragoman

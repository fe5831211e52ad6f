#pragma once
#include "dragoman/kernels/array.h"

namespace dragoman {

// One step of attention over B sentences, forward and back; threads share the sentences. Keys
// [B, S, A], values [B, S, M] and mask boolean [B, S] are of the whole batch; what is [B, ·] is of
// the step.

/// Scores become weights, by a softmax over what the mask lets in, and these the contexts.
/// @param weights [B, S] the scores before @param contexts [B, M] written
void weigh_values(const Array& values, const Array& mask, const Array& weights,
                  const Array& contexts);

/// The gradient of the scores. @param weights [B, S] @param context_gradients [B, M]
/// @param score_gradients [B, S] written; 0 on padding
void weigh_values_backward(const Array& values, const Array& weights,
                           const Array& context_gradients, const Array& score_gradients);

/// scores [B, S] = scale · queries [B, A] · keys
void dot_scores(const Array& queries, const Array& keys, double scale, const Array& scores);

/// score_gradients [B, S] become those of the products without their scale; adds to
/// query_gradients [B, A].
void dot_scores_backward(const Array& keys, double scale, const Array& score_gradients,
                         const Array& query_gradients);

/// scores [B, S] = vᵀ tanh(queries [B, A] + keys), where the mask is true.
void additive_scores(const Array& queries, const Array& v, const Array& keys, const Array& mask,
                     const Array& scores);

/// The gradient of the queries takes their place; adds to key_gradients [B, S, A] and, for each
/// sentence, to v_gradients [B, A].
void additive_scores_backward(const Array& queries, const Array& v, const Array& keys,
                              const Array& score_gradients, const Array& key_gradients,
                              const Array& v_gradients);

/// N heads side by side, each of which reads its own columns.
struct HeadsStep {
  int64_t heads;   // N
  double scale;    // of the scores
  Array keys;      // [B, S, M]
  Array values;    // [B, S, M]
  Array mask;      // boolean [B, S]
  Array queries;   // [B, M]
  Array weights;   // [B, N, S]
  Array contexts;  // [B, M]
};

/// Writes weights and contexts.
void heads_forward(const HeadsStep& step);

/// Reads the gradients of the contexts [B, M]; writes those of the scores [B, N, S], their scale in
/// them, and of the queries [B, M].
void heads_backward(const HeadsStep& step, const Array& context_gradients,
                    const Array& score_gradients, const Array& query_gradients);

/// out [B, S, W] = Σ_t coefficients [T, B, S] · vectors [T, B, W]: the gradient of keys or values
/// to which every step added a multiple of one vector.
void sum_over_steps(const Array& coefficients, const Array& vectors, const Array& out);

}  // namespace dragoman

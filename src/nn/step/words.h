#pragma once
#include "nn/step/product.h"
#include "nn/step/word_table.h"
#include "nn/step/workspace.h"

namespace dragoman {

/// What a decoder makes of its last words: their part of the first cell's input [G·H] and of the
/// readout [E], which depend on the word alone.
template <typename Real>
class StepWords {
 public:
  /// Computed at each step. @param embedding [V, E] @param use [G·H + F, E] with its bias, where F
  /// is 0 or E
  StepWords(WordTable<Real> embedding, StepProduct<Real> use)
      : table_(std::move(embedding)), use_(std::move(use)) {}

  /// Looked up in a table of all words, [V, G·H + F].
  explicit StepWords(WordTable<Real> folded) : table_(std::move(folded)) {}

  /// Parts of the words: inputs [R, G·H], readouts [R, F].
  void look_up(int64_t count, const int64_t* words, int64_t inputs_width, Real* inputs,
               Real* readouts, Workspace<Real>& workspace) const;

 private:
  WordTable<Real> table_;
  StepProduct<Real> use_;  // none where the table holds what it would give
};

extern template class StepWords<float>;
extern template class StepWords<double>;

}  // namespace dragoman

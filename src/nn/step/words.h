#pragma once
#include "nn/step/product.h"
#include "nn/step/workspace.h"

namespace dragoman {

/// What a decoder makes of its last words: their part of the first cell's input [G·H] and of the
/// readout [E], which depend on the word alone. Where it is small enough, a table holds them for
/// every word.
template <typename Real>
class StepWords {
 public:
  /// @param embedding [V, E] @param use [G·H + F, E] with its bias, where F is 0 or E
  /// @param table_bytes_at_most the largest table worth its memory and the time to make it
  StepWords(std::vector<Real> embedding, StepProduct<Real> use,
            int64_t table_bytes_at_most = int64_t{80} << 20);

  /// Parts of the words: inputs [R, G·H], readouts [R, F].
  void look_up(int64_t count, const int64_t* words, int64_t inputs_width, Real* inputs,
               Real* readouts, Workspace<Real>& workspace) const;

  int64_t size() const { return words_; }

 private:
  int64_t words_;
  std::vector<Real> table_;  // [V, G·H + F] where it is folded, else the embedding [V, E]
  StepProduct<Real> use_;
  bool folded_;
};

extern template class StepWords<float>;
extern template class StepWords<double>;

}  // namespace dragoman

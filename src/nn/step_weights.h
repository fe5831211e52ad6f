#pragma once
#include <utility>
#include <vector>

#include <torch/types.h>

#include "dragoman/nn/cell.h"
#include "dragoman/nn/lexicon.h"
#include "dragoman/nn/present_weights.h"
#include "nn/step/model.h"

namespace dragoman {

using torch::Tensor;

/// Makes the parts of steps out of a model's tensors.
template <typename Real>
class StepWeights {
 public:
  /// @param precision of products in float; in double they are exact
  /// @param read where parameters may be without weights: each has its own only while it is used
  explicit StepWeights(SearchPrecision precision, ReadWeights read = {})
      : precision_(precision), read_(std::move(read)) {}

  /// For what uses parameters otherwise than through the functions below.
  const ReadWeights& read() const { return read_; }

  /// For what uses parameters even when all parts are made.
  void keep(const std::vector<Tensor>& parameters) const;

  /// x ↦ weight x + bias. @param weight [N, K] @param bias [N], or undefined
  StepProduct<Real> product(const Tensor& weight, const Tensor& bias = {}) const;

  /// The output layer, weight [V, E] and bias [V].
  StepOutput<Real> output(const Tensor& weight, const Tensor& bias,
                          const Shortlist& shortlist) const;

  StepLexicon<Real> lexicon(const Lexicon& lexicon, double floor) const;

  /// An embedding [V, E].
  WordTable<Real> table(const Tensor& embedding) const;

  /// What `use` [N, E] with its bias makes of an embedding's words: in a table where that is worth
  /// its memory and the time to make it. The use is let go of before the table is filled.
  StepWords<Real> words(const Tensor& embedding, Tensor use, const Tensor& bias) const;

  StepCell<Real> cell(CellKind kind, const CellWeights& weights) const;

  std::vector<Real> numbers(const Tensor& tensor) const;

 private:
  SearchPrecision precision_;
  ReadWeights read_;
};

extern template class StepWeights<float>;
extern template class StepWeights<double>;

}  // namespace dragoman

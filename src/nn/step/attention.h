#pragma once
#include <memory>

#include "dragoman/kernels/rows.h"
#include "nn/step/product.h"
#include "nn/step/workspace.h"

namespace dragoman {

/// What an attention keeps of one sentence; hypotheses of a sentence share it.
template <typename Real>
struct SentenceMemory {
  explicit SentenceMemory(int64_t positions) : length(positions) {}
  virtual ~SentenceMemory() = default;

  int64_t length;            // S
  int64_t carry_width = 0;   // numbers that a row carries from one step to the next
  std::vector<Real> keys;    // [S, ·], as the kind likes them
  std::vector<Real> values;  // [S, ·]
};

/// R rows that look at their sentences, and what they get. Arrays are [R, ·]; `stride` is at least
/// the longest sentence's S and carry.
template <typename Real>
struct AttentionRows {
  RowsOf<const Real> queries;                    // [R, H], dense
  const SentenceMemory<Real>* const* sentences;  // [R]
  int64_t stride;
  const Real* carry;  // [R, stride] what the step before left; zeros at the first
  Real* contexts;     // [R, N] what the decoder makes of the context
  Real* weights;      // [R, stride] over a row's positions; the heads' mean
  Real* next_carry;   // [R, stride]
  Real* heads;        // [R, heads, stride] the weights of each; null with one head
};

/// One step of an attention, with the product that the decoder makes of its context done within.
/// Pure: rows of any sentences, in any order, have the same numbers.
template <typename Real>
class StepAttention {
 public:
  virtual ~StepAttention() = default;

  /// What is kept of a sentence. @param encoded [S, M], dense
  virtual std::shared_ptr<const SentenceMemory<Real>> remember(
      const RowsOf<const Real>& encoded) const = 0;

  virtual void attend(const AttentionRows<Real>& rows, Workspace<Real>& workspace) const = 0;

  /// The width N of the contexts.
  virtual int64_t outputs() const = 0;

  virtual int64_t heads() const { return 1; }
};

}  // namespace dragoman

#pragma once
#include "nn/step/cell.h"
#include "nn/step/product.h"
#include "nn/step/word_table.h"

namespace dragoman {

/// A source as the encoder leaves it.
template <typename Real>
struct EncodedSentence {
  int64_t length;            // S, the end token included
  std::vector<Real> memory;  // [S, M]
  std::vector<Real> last;    // [M], as in `Encoded`
};

/// A layer of self-attention over a sentence's states (see self_attention.h).
template <typename Real>
struct StepSelfAttention {
  StepProduct<Real> input, output;  // [3M, M], [M, M]
  std::vector<Real> norm_weight, norm_bias;
  int64_t heads;
};

/// One direction of a recurrent layer.
template <typename Real>
struct StepDirection {
  StepProduct<Real> input;  // W_ih, b_ih
  StepCell<Real> cell;
};

template <typename Real>
struct EncoderParts {
  WordTable<Real> embedding;                             // [V, E]
  std::vector<std::vector<StepDirection<Real>>> layers;  // forward, then backward
  std::vector<StepSelfAttention<Real>> self_attention;
  bool residual;
};

/// The encoder, for sentences as they come: they share products, not numbers, and no padding.
template <typename Real>
class StepEncoder {
 public:
  explicit StepEncoder(EncoderParts<Real> parts);

  /// @param sources piece ids, each with its end token
  std::vector<EncodedSentence<Real>> encode(const std::vector<std::vector<int64_t>>& sources) const;

 private:
  EncoderParts<Real> parts_;
  int64_t memory_width_;
};

extern template class StepEncoder<float>;
extern template class StepEncoder<double>;

}  // namespace dragoman

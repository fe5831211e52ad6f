#pragma once
#include <memory>
#include <vector>

#include <torch/nn/module.h>

#include "dragoman/config/config.h"
#include "dragoman/nn/arithmetic.h"
#include "dragoman/nn/cell.h"
#include "dragoman/nn/self_attention.h"

namespace dragoman {

/// What the encoder made of a source batch.
struct Encoded {
  Tensor memory;  // [B, S, M], zero on padding
  Tensor mask;    // bool [B, S], true = token
  Tensor last;  // [B, M]: the forward state after the last token, the backward one after the first
  Tensor source{};  // int64 [B, S], what was read; undefined unless a model read it
};

struct EncoderDirection;
class RecordedOperators;
template <typename Real>
class StepEncoder;
template <typename Real>
class StepWeights;
template <typename Real>
class WordTable;

/// A stack of recurrent layers, uni- or bidirectional (Schuster and Paliwal 1997). Rows may have
/// any order and length: a step over padding keeps the state, so that the backward direction begins
/// at each row's own last token.
///
/// Layers of self-attention over the states may follow.
///
/// Parameters have the names of torch.nn.GRU and torch.nn.LSTM: weight_ih_l0, weight_hh_l0_reverse.
class Encoder : public torch::nn::Module {
 public:
  Encoder(const EncoderConfig& config, int64_t input_width, const DropoutConfig& dropout,
          const Arithmetic& arithmetic = {});

  /// @param embedded [B, S, E]
  /// @param lengths int64 [B], at least 1 and at most S
  /// @param mask bool [B, S], true at positions below the row's length
  Encoded forward(const Tensor& embedded, const Tensor& lengths, const Tensor& mask);

  /// `forward` in evaluation, as a search takes it. @param words their embeddings [V, E]
  template <typename Real>
  StepEncoder<Real> step(const StepWeights<Real>& weights, WordTable<Real> words) const;

 private:
  struct Layer {
    std::vector<CellWeights> directions;  // forward, then backward
    std::shared_ptr<RecordedOperators> recorded;
  };

  Tensor run_layer(const Layer& layer, const Tensor& input, const Tensor& mask) const;
  Tensor run_steps(const EncoderDirection& direction, const Tensor& mask) const;
  Tensor last_states(const Tensor& output) const;

  EncoderConfig config_;
  DropoutConfig dropout_;
  Arithmetic arithmetic_;  // of training
  std::vector<Layer> layers_;
  std::vector<std::shared_ptr<SelfAttention>> self_attention_;
};

}  // namespace dragoman

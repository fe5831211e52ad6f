#pragma once
#include <memory>
#include <vector>

#include <torch/nn/modules/linear.h>

#include "dragoman/config/config.h"
#include "dragoman/nn/arithmetic.h"
#include "dragoman/nn/attention.h"
#include "dragoman/nn/cell.h"
#include "dragoman/nn/encoder.h"
#include "dragoman/nn/step_dropout.h"

namespace dragoman {

/// All that one hypothesis remembers between steps; a value, so that beam search may reorder it.
struct DecoderState {
  std::vector<CellState> layers;  // bottom first
  Tensor feed;   // [B, E] the attentional state fed back; undefined without input feeding
  Tensor carry;  // the attention's

  /// The rows `rows` (int64 [N]) of every tensor.
  DecoderState select(const Tensor& rows) const;

  /// `count` rows from `begin` on, as views.
  DecoderState slice(int64_t begin, int64_t count) const;
};

/// The rows of all parts, one after the other.
DecoderState concatenate(const std::vector<DecoderState>& parts);

struct DecoderStep {
  DecoderState state;
  Tensor features;  // [B, F] what the readout needs of this step
  Tensor weights;   // [B, S] the attention's
  Tensor heads{};   // [B, N, S] of each head; undefined with one
};

/// The dropout masks of one batch of target sequences.
struct DecoderDropout {
  StepDropout recurrent;            // on the hidden state entering the first cell
  StepDropout second;               // on the hidden state entering the second cell (conditional)
  StepDropout context;              // on the context entering a cell
  std::vector<StepDropout> input;   // on the input of each upper layer
  std::vector<StepDropout> hidden;  // on the hidden state entering each upper layer
};

struct Decoded {
  Tensor readouts;  // [T, B, E]
  Tensor weights;   // [T, B, S]
  Tensor heads{};   // [T, B, N, S] of each head; undefined with one, and in training
  Tensor source{};  // int64 [B, S], what was translated, as `Encoded` has it
};

class DecoderLoop;
struct DecoderLoopParts;
struct LoopMasks;
class RecordedOperators;
template <typename Real>
struct DecoderParts;
template <typename Real>
class StepDecoder;
template <typename Real>
struct StepBridge;

/// Which columns of a decoder's weights see what, in a search.
struct StepUses {
  Tensor word, word_bias;  // of an embedded word: the first cell's input, then the readout's part
  Tensor context;          // of a context, as the kind of decoder needs it
  Tensor state;            // of the top state: the readout's part
};

/// An attentional decoder. A kind of decoder writes `advance` and `read_out`, and its loop for
/// training; initial state, upper layers and teacher forcing stand here.
class Decoder : public torch::nn::Module {
 public:
  Decoder(const ModelConfig& config, const Arithmetic& arithmetic, int64_t first_input_width);

  /// Keys and values of the attention, once per source batch.
  AttentionMemory remember(const Encoded& encoded) const;

  /// The initial state: zero, or tanh(W x + b) of the encoder's last state or mean memory
  /// (Bahdanau et al. 2015, appendix A.2.2; the mean as in Nematus).
  DecoderState start(const Encoded& encoded);

  /// The first cell's product with the embedded words for any number of steps: [..., E] → [...,
  /// G·H].
  Tensor project(const Tensor& embedded) const;

  /// One step from the projected words [B, G·H].
  virtual DecoderStep advance(const Tensor& projected, const DecoderState& state,
                              const AttentionMemory& memory, DecoderDropout& dropout) = 0;

  /// features [..., F] and embedded words [..., E] → readouts [..., E], which the output layer
  /// turns into scores of words. Nothing here recurs, so that all steps go through it at once.
  virtual Tensor read_out(const Tensor& features, const Tensor& embedded) = 0;

  /// Teacher forcing: every step sees the given words. @param embedded [T, B, E]
  Decoded decode(const Tensor& embedded, const Encoded& encoded);

  /// The width of what enters the first cell, or the conditional decoder's second, from the step
  /// before or from the attention.
  virtual int64_t fed_width() const { return config_.encoder.width; }

  /// All steps of `advance` at once, with explicit gradients.
  virtual c10::intrusive_ptr<DecoderLoop> loop(const DecoderLoopParts& parts) = 0;

  /// `advance` and `read_out` in one, as a search takes a step. @param embedding [V, E] of words
  virtual std::shared_ptr<const StepDecoder<float>> step(const StepWeights<float>& weights,
                                                         const Tensor& embedding) const = 0;
  virtual std::shared_ptr<const StepDecoder<double>> step(const StepWeights<double>& weights,
                                                          const Tensor& embedding) const = 0;

  /// `start` of one sentence, likewise.
  template <typename Real>
  StepBridge<Real> step_bridge(const StepWeights<Real>& weights) const;

  /// The masks for a new batch; the identity when not training.
  DecoderDropout new_dropout() const;

 protected:
  template <typename Real>
  DecoderParts<Real> step_parts(const StepWeights<Real>& weights, const Tensor& embedding,
                                StepUses uses) const;

  /// Of a cell that ends a layer's step; the transitions follow it.
  CellShape cell_shape(int64_t input_width) const;

  /// Runs the layers above the first, in place, on the first layer's new hidden state.
  void advance_upper_layers(DecoderState& state, DecoderDropout& dropout) const;

  /// In the arithmetic of training, or plainly when not training.
  Tensor linear(const Tensor& input, const Tensor& weight, const Tensor& bias) const;

  ModelConfig config_;
  CellWeights cell_;  // of the first layer
  std::shared_ptr<Attention> attention_;

 private:
  Arithmetic arithmetic() const;
  LoopMasks new_masks(const Tensor& embedded) const;
  Decoded run_steps(const Tensor& embedded, const Encoded& encoded);

  Arithmetic arithmetic_;  // of training
  std::vector<CellWeights> upper_;
  torch::nn::Linear bridge_{nullptr};
  std::shared_ptr<RecordedOperators> recorded_;  // of the loop
};

std::shared_ptr<Decoder> make_decoder(const ModelConfig& config, const Arithmetic& arithmetic = {});

}  // namespace dragoman

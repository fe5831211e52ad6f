#pragma once
#include <memory>

#include "nn/step/attention.h"
#include "nn/step/cell.h"
#include "nn/step/state_rows.h"
#include "nn/step/words.h"

namespace dragoman {

/// A layer above the first.
template <typename Real>
struct StepLayer {
  StepProduct<Real> input;  // W_ih, b_ih
  StepCell<Real> cell;
};

/// What the steps of all decoders are made of.
template <typename Real>
struct DecoderParts {
  StepWords<Real> words;  // each word's part of the first cell's input and, if it has one, readout
  StepCell<Real> first;
  std::vector<StepLayer<Real>> upper;
  std::shared_ptr<const StepAttention<Real>> attention;
  StepProduct<Real> state_readout;  // the columns of the readout that see the top state, [E, H]
};

/// R hypotheses and their last words.
template <typename Real>
struct DecoderRows {
  int64_t count;
  const int64_t* words;                          // [R]
  const SentenceMemory<Real>* const* sentences;  // [R]
};

/// What a step gives beside the next state.
template <typename Real>
struct DecoderOutputs {
  Real* readouts;  // [R, E]
  Real* weights;   // [R, stride] the attention's
  Real* heads;     // [R, heads, stride]; null with one head
};

/// One step of a decoder over R rows: what `Decoder::advance` and `read_out` define, with products
/// of the words and of the memory taken out. Pure.
template <typename Real>
class StepDecoder {
 public:
  explicit StepDecoder(DecoderParts<Real> parts) : parts_(std::move(parts)) {}
  virtual ~StepDecoder() = default;

  virtual void advance(const DecoderRows<Real>& rows, const StateRows<Real>& before,
                       StateRows<Real>& after, const DecoderOutputs<Real>& outputs,
                       Workspace<Real>& workspace) const = 0;

  /// The numbers of a state of no rows yet.
  StateRows<Real> no_rows() const;

  const StepAttention<Real>& attention() const { return *parts_.attention; }
  int64_t readout_width() const { return parts_.state_readout.outputs(); }

 protected:
  virtual bool feeds() const { return false; }

  /// The attention asked with queries [R, H] → what the decoder makes of the contexts, [R, N].
  const Real* attend(const DecoderRows<Real>& rows, const Real* queries,
                     const StateRows<Real>& before, StateRows<Real>& after,
                     const DecoderOutputs<Real>& outputs, Workspace<Real>& workspace) const;

  void advance_upper_layers(int64_t count, const StateRows<Real>& before, StateRows<Real>& after,
                            Workspace<Real>& workspace) const;

  DecoderParts<Real> parts_;
};

/// Base of the decoders with deep output (see decoder/deep_output.h).
template <typename Real>
class DeepOutputStep : public StepDecoder<Real> {
 public:
  using StepDecoder<Real>::StepDecoder;

 protected:
  using StepDecoder<Real>::parts_;

  /// tanh of the words' part, already in `outputs.readouts`, the contexts' and the top state's.
  /// @param contexts [R, N], of which the readout's part are the last columns
  void read_out(int64_t count, const Real* contexts, const StateRows<Real>& after,
                const DecoderOutputs<Real>& outputs, Workspace<Real>& workspace) const;
};

/// See decoder/bahdanau.h. The context's uses are the gates' [G·H], then the readout's [E].
template <typename Real>
class BahdanauStep final : public DeepOutputStep<Real> {
 public:
  using DeepOutputStep<Real>::DeepOutputStep;
  void advance(const DecoderRows<Real>& rows, const StateRows<Real>& before, StateRows<Real>& after,
               const DecoderOutputs<Real>& outputs, Workspace<Real>& workspace) const override;

 private:
  using StepDecoder<Real>::parts_;
};

/// See decoder/conditional.h. The context's uses are the second gates' [G·H], then the readout's.
template <typename Real>
class ConditionalStep final : public DeepOutputStep<Real> {
 public:
  /// @param second_bias b_ih of the second cell
  ConditionalStep(DecoderParts<Real> parts, StepCell<Real> second, std::vector<Real> second_bias)
      : DeepOutputStep<Real>(std::move(parts)),
        second_(std::move(second)),
        second_bias_(std::move(second_bias)) {}
  void advance(const DecoderRows<Real>& rows, const StateRows<Real>& before, StateRows<Real>& after,
               const DecoderOutputs<Real>& outputs, Workspace<Real>& workspace) const override;

 private:
  using StepDecoder<Real>::parts_;

  StepCell<Real> second_;
  std::vector<Real> second_bias_;
};

/// See decoder/luong.h. The context's use is the attentional state's [E].
template <typename Real>
class LuongStep final : public StepDecoder<Real> {
 public:
  /// @param feed [G·H, E], none without input feeding
  LuongStep(DecoderParts<Real> parts, StepProduct<Real> feed)
      : StepDecoder<Real>(std::move(parts)), feed_(std::move(feed)) {}
  void advance(const DecoderRows<Real>& rows, const StateRows<Real>& before, StateRows<Real>& after,
               const DecoderOutputs<Real>& outputs, Workspace<Real>& workspace) const override;

 protected:
  bool feeds() const override { return static_cast<bool>(feed_); }

 private:
  using StepDecoder<Real>::parts_;

  StepProduct<Real> feed_;
};

extern template class StepDecoder<float>;
extern template class StepDecoder<double>;
extern template class BahdanauStep<float>;
extern template class BahdanauStep<double>;
extern template class ConditionalStep<float>;
extern template class ConditionalStep<double>;
extern template class LuongStep<float>;
extern template class LuongStep<double>;

}  // namespace dragoman

#pragma once
#include <memory>
#include <vector>

#include "dragoman/nn/arithmetic.h"
#include "dragoman/nn/decoder.h"
#include "nn/tape/attention/kernel.h"
#include "nn/tape/cell_run.h"

namespace dragoman {

/// The dropout masks of a loop, each [T, B, *]; undefined where nothing is dropped.
struct LoopMasks {
  Tensor recurrent, second, context;  // as in DecoderDropout
  std::vector<Tensor> input, hidden;
};

/// What every decoder's loop is made of.
struct DecoderLoopParts {
  CellKind cell;
  Tensor projected;  // [T, B, G·H] of the first cell; its memory is taken over
  DecoderState start;
  AttentionMemory memory;
  CellWeights first;
  std::vector<CellWeights> upper;
  Attention& attention;
  LoopMasks masks;
  Precision precision;
};

/// Calls visit(tensor) for all that differs from batch to batch.
template <class Visit>
void for_each_input(DecoderLoopParts& parts, const Visit& visit) {
  AttentionMemory& memory = parts.memory;
  LoopMasks& masks = parts.masks;
  for (Tensor* tensor : {&parts.projected, &memory.keys, &memory.values, &memory.mask,
                         &masks.recurrent, &masks.second, &masks.context}) {
    visit(*tensor);
  }
  for (CellState& layer : parts.start.layers) {
    visit(layer.hidden);
    visit(layer.cell);
  }
  for (Tensor& mask : masks.input) visit(mask);
  for (Tensor& mask : masks.hidden) visit(mask);
}

/// The recurrence of a decoder under teacher forcing, over all steps, forward and back. A kind of
/// decoder writes one step of each; states, upper layers and the attention's buffers stand here.
/// Outputs the features [T, B, F] and the attention's weights [T, B, S].
class DecoderLoop : public Operator {
 public:
  explicit DecoderLoop(const DecoderLoopParts& parts);

  variable_list forward() final;
  void backward(const variable_list& upstream) final;
  size_t differentiable_outputs() const final { return 2; }
  bool is_repeatable() const final { return attention_->is_repeatable(); }

 protected:
  virtual void forward_step(int64_t t) = 0;

  /// `gradients_` of the states after step t become those of the states before it.
  virtual void backward_step(int64_t t) = 0;

  /// What the readout sees: [s_t; c_t], [T, B, H + M], unless a kind says otherwise.
  virtual Tensor features() const;

  /// Takes the gradient [T, B, F] of the features apart.
  virtual void accept(const Tensor& features_gradient);

  /// Once all steps went back: the weights' gradients; returns that of `projected`.
  virtual Tensor finish_step() = 0;

  /// [B, S] of step t; undefined where the loss does not see the weights.
  Tensor weight_gradient(int64_t t) const {
    return weight_gradients_.defined() ? weight_gradients_[t] : Tensor();
  }

  void advance_upper_layers(int64_t t);
  void retreat_upper_layers(int64_t t);

  /// A layer's states before or after each step, [T, B, H].
  CellState before(size_t layer) const { return rows_of(states_[layer], 0, steps_); }
  CellState after(size_t layer) const { return rows_of(states_[layer], 1, steps_); }
  size_t top() const { return states_.size() - 1; }

  /// The attention, to be asked with `queries` [T, B, H].
  void attend_with(const Tensor& queries, const DecoderLoopParts& parts);

  int64_t steps_;
  std::vector<CellState> gradients_;     // running, of each layer, [B, H]
  Tensor contexts_, context_gradients_;  // [T, B, M]
  Tensor state_gradients_;               // [T, B, H], made by `accept`
  std::unique_ptr<AttentionKernel> attention_;

 private:
  struct StartEntries {
    GradientLedger::Entry hidden, cell;
  };

  std::vector<CellState> states_;  // of each layer, [T + 1, B, H]
  std::vector<StartEntries> start_entries_;
  std::vector<std::unique_ptr<FedCellRun>> upper_;
  Tensor weights_, weight_gradients_;  // [T, B, S]
  GradientLedger::Entry projected_entry_;
};

}  // namespace dragoman

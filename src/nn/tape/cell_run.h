#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "dragoman/kernels/cell_step.h"
#include "dragoman/nn/cell.h"
#include "nn/tape/gate_norm.h"
#include "nn/tape/tape_product.h"

namespace dragoman {

/// The states [steps + 1, B, H] of one layer, where step t leads from row t to row t + 1.
CellState state_buffers(CellKind kind, int64_t steps, const CellState& start);

/// Room for as many states.
CellState states_like(const CellState& states);

/// Rows [begin, begin + count) of a layer's states.
CellState rows_of(const CellState& states, int64_t begin, int64_t count);

/// What a cell works on over all steps: each tensor [T, B, *].
struct CellBuffers {
  Tensor gates;        // [T, B, G·H]: projected inputs, then gates, then their gradient
  CellState previous;  // the states that steps begin with
  CellState next;      // the states that steps make
  Tensor real;         // bool [T, B]: a false row keeps its state; or undefined
};

/// A recurrent cell and its transitions over all steps of a batch, forward and back, with the
/// gradients of `advance`.
class CellRun {
 public:
  CellRun(CellKind kind, const CellWeights& weights, const CellBuffers& buffers,
          const Tensor& dropout_masks, Precision precision, GradientLedger& ledger);

  /// Step t: gates and next state.
  void forward(int64_t t);

  /// `gradient` [B, H] of the state after step t becomes that of the state before it.
  void backward(int64_t t, const CellState& gradient);

  /// Once all steps went back: the gradients of the recurrent weights.
  void finish();

  /// After `backward`: the gradient of the projected inputs [T, B, G·H].
  const Tensor& gates() const { return buffers_.gates; }

  /// The same as an operand of products.
  const Tensor& gate_operands() const { return gate_operands_; }

 private:
  struct Transition {
    std::unique_ptr<CellRun> cell;
    GradientLedger::Entry bias_entry;
  };

  /// What the recurrent product adds to: the gates of an LSTM whose sums are not normalised.
  const Tensor& sums() const { return recurrent_.defined() ? recurrent_ : buffers_.gates; }

  void add_transitions(const std::vector<CellWeights>& transitions, const CellState& last);
  void normalise(const CellWeights& weights);
  CellStep step(int64_t t) const;
  void undo_norms(int64_t t);
  void round_gradients(int64_t t);

  CellKind kind_;
  CellBuffers buffers_;  // of the first cell alone
  Tensor bias_;
  Tensor gate_operands_, sum_operands_;  // [T, B, G·H]: gradients as they go into products
  Tensor recurrent_;  // [T, B, G·H] of a GRU, whose candidate gates a part of the product, and of
                      // normalised sums
  Precision precision_;
  TapeProduct product_;
  GradientLedger& ledger_;
  GradientLedger::Entry bias_entry_;
  std::optional<GateNorm> input_norm_, recurrent_norm_;
  std::vector<Transition> transitions_;
};

/// A cell whose input is itself made within the loop: gates_t = (mask_t ⊙ x_t) W_ihᵀ + b_ih.
class FedCellRun {
 public:
  /// @param inputs [T, B, I] @param input_masks [T, B, I], or undefined
  FedCellRun(CellKind kind, const CellWeights& weights, const Tensor& inputs,
             const Tensor& input_masks, const CellState& previous, const CellState& next,
             const Tensor& recurrent_masks, Precision precision, GradientLedger& ledger);

  void forward(int64_t t);

  /// Adds to input_gradient [B, I]; `state` as in CellRun::backward.
  void backward(int64_t t, const CellState& state, const Tensor& input_gradient);

  void finish();

 private:
  TapeProduct input_;
  CellRun cell_;
  GradientLedger& ledger_;
  GradientLedger::Entry bias_entry_;
};

}  // namespace dragoman

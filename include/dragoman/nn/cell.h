#pragma once
#include <string>
#include <vector>

#include <torch/nn/module.h>

#include "dragoman/config/config.h"

namespace dragoman {

using torch::Tensor;

/// What a recurrent cell is made of.
struct CellShape {
  CellKind kind;
  int64_t input_width, hidden_width;
  int64_t transitions = 0;
  bool layer_norm = false;
};

/// The weights of one recurrent cell, under PyTorch's names and in its gate order: GRU r, z, n
/// (G = 3), LSTM i, f, g, o (G = 4).
struct CellWeights {
  Tensor weight_ih;  // [G·H, I]; undefined of a transition, which has no input
  Tensor weight_hh;  // [G·H, H]
  Tensor bias_ih;    // [G·H]
  Tensor bias_hh;    // [G·H]

  // Of the layer normalisation; undefined without it, the first two also of a transition.
  Tensor input_gain, input_shift;  // [G·H]
  Tensor recurrent_gain;           // [G·H]

  std::vector<CellWeights> transitions;  // the cells that follow within the same step
};

/// The state of one recurrent layer.
struct CellState {
  Tensor hidden;  // [B, H]
  Tensor cell;    // [B, H] of an LSTM; undefined for a GRU
};

/// G: the gates of a cell, 3 for a GRU and 4 for an LSTM.
int64_t gate_count(CellKind kind);

/// Registers a cell's parameters in `owner` as `weight_ih<suffix>` and so on, and initialises them:
/// each gate Xavier-uniform on the input side and orthogonal on the recurrent side, biases 0, the
/// LSTM's forget gate 1 (Jozefowicz et al. 2015), gains 1. Those of transition k end in
/// `<suffix>_transition<k>`, from 1.
CellWeights register_cell(torch::nn::Module& owner, const CellShape& shape,
                          const std::string& suffix = "");

/// A zero state of `batch` rows, of the weights' type and device.
CellState zero_state(CellKind kind, int64_t batch, const CellWeights& weights);

/// W_ih x + b_ih for any leading dimensions: [..., I] → [..., G·H]. One product for all time steps.
Tensor project_input(const Tensor& input, const CellWeights& weights);

/// One time step from the projected input [B, G·H]. `recurrent` is what the recurrent product sees
/// of the previous hidden state [B, H] (it differs from it under dropout).
///
/// GRU (Cho et al. 2014, in PyTorch's form):  r = σ(x_r + U_r h), z = σ(x_z + U_z h),
///   n = tanh(x_n + r ⊙ U_n h),  h' = (1 − z) ⊙ n + z ⊙ h.
/// LSTM (Hochreiter and Schmidhuber 1997; Gers et al. 2000):  i, f, o = σ(x + U h), g = tanh(x + U
/// h),
///   c' = f ⊙ c + i ⊙ g,  h' = o ⊙ tanh(c').
///
/// With layer normalisation (Ba et al. 2016, eq. 4, each gate on its own and both sums apart, as in
/// their eq. 20) x becomes α_x ⊙ N(x) + β and U h becomes α_h ⊙ N(U h), to which b_hh is
/// added, with N(a) = (a − mean a) / σ(a). An LSTM's c' is not normalised, unlike in their eq. 22.
///
/// Transitions (Miceli Barone et al. 2017, deep transition): the new state goes through each
/// further cell, with x = b_ih.
CellState advance(CellKind kind, const Tensor& projected, const CellState& state,
                  const Tensor& recurrent, const CellWeights& weights);

}  // namespace dragoman

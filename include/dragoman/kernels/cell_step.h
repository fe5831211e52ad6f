#pragma once
#include "dragoman/kernels/array.h"

namespace dragoman {

/// One step of a recurrent cell of width H between its products, over B rows that threads share
/// (see GateStep, of which these are the numbers). An LSTM where there is a cell, else a GRU.
struct CellStep {
  Array gates;                           // [B, G·H]
  Array recurrent;                       // [B, 3H], of a GRU
  Array bias;                            // [G·H]
  Array real;                            // boolean [B], or none
  Array previous_hidden, previous_cell;  // [B, H]
  Array hidden, cell;                    // [B, H]
};

void cell_forward(const CellStep& step);

/// @param hidden, cell running gradients [B, H] (see StateGradient)
void cell_backward(const CellStep& step, const Array& hidden, const Array& cell);

}  // namespace dragoman

#pragma once
#include <cstdint>

namespace dragoman {

/// One step of `rows` rows of a cell of width H, between its products. Every array is [rows, ·] and
/// contiguous. In the forward pass `gates` [·, G·H] begins as the projected input and ends as the
/// gates after their non-linearities; in the backward pass it ends as the gradient of the projected
/// input. A row that is not `real` keeps its state.
template <typename Real>
struct GateStep {
  int64_t rows, width;
  const bool* real;  // [rows], or null: all are
  Real* gates;
  /// Of a GRU [·, 3H]: begins as U h and ends with U_n h + b_n in its last third; backward, ends as
  /// the gradient of U h + b. Null for an LSTM, where `gates` begins with U h added.
  Real* recurrent;
  const Real* bias;  // b of the recurrent product, [G·H]
  const Real* previous_hidden;
  const Real* previous_cell;  // of an LSTM
  Real* hidden;
  Real* cell;
};

/// The running gradients of a backward pass, [rows, H]: on entry of this step's state; on exit of
/// what the previous state passes on beside the recurrent product.
template <typename Real>
struct StateGradient {
  Real* hidden;
  Real* cell;
};

void gru_forward(const GateStep<float>& step);
void gru_forward(const GateStep<double>& step);
void gru_backward(const GateStep<float>& step, const StateGradient<float>& gradient);
void gru_backward(const GateStep<double>& step, const StateGradient<double>& gradient);
void lstm_forward(const GateStep<float>& step);
void lstm_forward(const GateStep<double>& step);
void lstm_backward(const GateStep<float>& step, const StateGradient<float>& gradient);
void lstm_backward(const GateStep<double>& step, const StateGradient<double>& gradient);

}  // namespace dragoman

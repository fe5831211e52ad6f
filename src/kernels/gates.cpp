#include "dragoman/kernels/gates.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/gates.cpp"
#include <hwy/foreach_target.h>
// After it, so that what follows is compiled for each target.
#include <hwy/highway.h>

#include "kernels/dispatch.h"
#include "kernels/vectors-inl.h"

HWY_BEFORE_NAMESPACE();
namespace dragoman {
namespace HWY_NAMESPACE {

template <typename Real>
bool is_real(const GateStep<Real>& step, int64_t row) {
  return step.real == nullptr || step.real[row];
}

template <typename Real>
void gru_row_forward(const GateStep<Real>& step, int64_t row) {
  const int64_t width = step.width;
  Real* gates = step.gates + row * 3 * width;
  Real* recurrent = step.recurrent + row * 3 * width;
  const Real* previous = step.previous_hidden + row * width;
  Real* hidden = step.hidden + row * width;
  for_vectors<Real>(width, [&](auto d, int64_t i) HWY_ATTR {
    const auto sum = [&](int64_t gate) HWY_ATTR {
      const int64_t at = gate * width + i;
      return hn::Add(hn::LoadU(d, recurrent + at), hn::LoadU(d, step.bias + at));
    };
    const auto reset = sigmoid(d, hn::Add(hn::LoadU(d, gates + i), sum(0)));
    const auto update = sigmoid(d, hn::Add(hn::LoadU(d, gates + width + i), sum(1)));
    const auto product = sum(2);
    const auto candidate =
        hn::Tanh(d, hn::MulAdd(reset, product, hn::LoadU(d, gates + 2 * width + i)));
    const auto before = hn::LoadU(d, previous + i);
    hn::StoreU(reset, d, gates + i);
    hn::StoreU(update, d, gates + width + i);
    hn::StoreU(candidate, d, gates + 2 * width + i);
    hn::StoreU(product, d, recurrent + 2 * width + i);
    hn::StoreU(hn::MulAdd(update, hn::Sub(before, candidate), candidate), d, hidden + i);
  });
}

template <typename Real>
void gru_row_backward(const GateStep<Real>& step, Real* gradient, int64_t row) {
  const int64_t width = step.width;
  Real* gates = step.gates + row * 3 * width;
  Real* recurrent = step.recurrent + row * 3 * width;
  const Real* previous = step.previous_hidden + row * width;
  for_vectors<Real>(width, [&](auto d, int64_t i) HWY_ATTR {
    const auto reset = hn::LoadU(d, gates + i);
    const auto update = hn::LoadU(d, gates + width + i);
    const auto candidate = hn::LoadU(d, gates + 2 * width + i);
    const auto product = hn::LoadU(d, recurrent + 2 * width + i);
    const auto upstream = hn::LoadU(d, gradient + i);

    const auto passed = hn::Mul(upstream, update);
    const auto d_candidate = hn::Mul(hn::Sub(upstream, passed), tanh_slope(d, candidate));
    const auto d_product = hn::Mul(d_candidate, reset);
    const auto d_reset = hn::Mul(hn::Mul(d_candidate, product), sigmoid_slope(reset));
    const auto change = hn::Sub(hn::LoadU(d, previous + i), candidate);
    const auto d_update = hn::Mul(hn::Mul(upstream, change), sigmoid_slope(update));

    hn::StoreU(d_reset, d, gates + i);
    hn::StoreU(d_update, d, gates + width + i);
    hn::StoreU(d_candidate, d, gates + 2 * width + i);
    hn::StoreU(d_reset, d, recurrent + i);
    hn::StoreU(d_update, d, recurrent + width + i);
    hn::StoreU(d_product, d, recurrent + 2 * width + i);
    hn::StoreU(passed, d, gradient + i);
  });
}

template <typename Real>
void lstm_row_forward(const GateStep<Real>& step, int64_t row) {
  const int64_t width = step.width;
  Real* gates = step.gates + row * 4 * width;
  const Real* previous = step.previous_cell + row * width;
  Real* cell = step.cell + row * width;
  Real* hidden = step.hidden + row * width;
  for_vectors<Real>(width, [&](auto d, int64_t i) HWY_ATTR {
    const auto sum = [&](int64_t gate) HWY_ATTR {
      const int64_t at = gate * width + i;
      return hn::Add(hn::LoadU(d, gates + at), hn::LoadU(d, step.bias + at));
    };
    const auto input = sigmoid(d, sum(0));
    const auto forget = sigmoid(d, sum(1));
    const auto candidate = hn::Tanh(d, sum(2));
    const auto output = sigmoid(d, sum(3));
    const auto next = hn::MulAdd(forget, hn::LoadU(d, previous + i), hn::Mul(input, candidate));
    hn::StoreU(input, d, gates + i);
    hn::StoreU(forget, d, gates + width + i);
    hn::StoreU(candidate, d, gates + 2 * width + i);
    hn::StoreU(output, d, gates + 3 * width + i);
    hn::StoreU(next, d, cell + i);
    hn::StoreU(hn::Mul(output, hn::Tanh(d, next)), d, hidden + i);
  });
}

template <typename Real>
void lstm_row_backward(const GateStep<Real>& step, Real* d_hidden, Real* d_cell, int64_t row) {
  const int64_t width = step.width;
  Real* gates = step.gates + row * 4 * width;
  const Real* previous = step.previous_cell + row * width;
  const Real* cell = step.cell + row * width;
  for_vectors<Real>(width, [&](auto d, int64_t i) HWY_ATTR {
    const auto input = hn::LoadU(d, gates + i);
    const auto forget = hn::LoadU(d, gates + width + i);
    const auto candidate = hn::LoadU(d, gates + 2 * width + i);
    const auto output = hn::LoadU(d, gates + 3 * width + i);
    const auto squashed = hn::Tanh(d, hn::LoadU(d, cell + i));
    const auto upstream = hn::LoadU(d, d_hidden + i);
    const auto d_next =
        hn::MulAdd(hn::Mul(upstream, output), tanh_slope(d, squashed), hn::LoadU(d, d_cell + i));

    const auto d_input = hn::Mul(hn::Mul(d_next, candidate), sigmoid_slope(input));
    const auto d_forget =
        hn::Mul(hn::Mul(d_next, hn::LoadU(d, previous + i)), sigmoid_slope(forget));
    const auto d_candidate = hn::Mul(hn::Mul(d_next, input), tanh_slope(d, candidate));
    const auto d_output = hn::Mul(hn::Mul(upstream, squashed), sigmoid_slope(output));

    hn::StoreU(d_input, d, gates + i);
    hn::StoreU(d_forget, d, gates + width + i);
    hn::StoreU(d_candidate, d, gates + 2 * width + i);
    hn::StoreU(d_output, d, gates + 3 * width + i);
    hn::StoreU(hn::Mul(d_next, forget), d, d_cell + i);
    hn::StoreU(hn::Zero(d), d, d_hidden + i);
  });
}

template <typename Real>
void keep_state(const GateStep<Real>& step, int64_t row) {
  const int64_t begin = row * step.width;
  std::copy_n(step.previous_hidden + begin, step.width, step.hidden + begin);
  if (step.cell == nullptr) return;
  std::copy_n(step.previous_cell + begin, step.width, step.cell + begin);
}

/// A row that kept its state: its gates had no part in it, and its gradient passes as it is.
template <typename Real>
void clear_gates(const GateStep<Real>& step, int64_t gates, int64_t row) {
  std::fill_n(step.gates + row * gates * step.width, gates * step.width, Real(0));
  if (step.recurrent == nullptr) return;
  std::fill_n(step.recurrent + row * gates * step.width, gates * step.width, Real(0));
}

template <typename Real>
void gru_forward_rows(const GateStep<Real>& step) {
  for (int64_t row = 0; row < step.rows; ++row) {
    is_real(step, row) ? gru_row_forward(step, row) : keep_state(step, row);
  }
}

template <typename Real>
void gru_backward_rows(const GateStep<Real>& step, const StateGradient<Real>& gradient) {
  for (int64_t row = 0; row < step.rows; ++row) {
    is_real(step, row) ? gru_row_backward(step, gradient.hidden + row * step.width, row)
                       : clear_gates(step, 3, row);
  }
}

template <typename Real>
void lstm_forward_rows(const GateStep<Real>& step) {
  for (int64_t row = 0; row < step.rows; ++row) {
    is_real(step, row) ? lstm_row_forward(step, row) : keep_state(step, row);
  }
}

template <typename Real>
void lstm_backward_rows(const GateStep<Real>& step, const StateGradient<Real>& gradient) {
  for (int64_t row = 0; row < step.rows; ++row) {
    const int64_t begin = row * step.width;
    is_real(step, row)
        ? lstm_row_backward(step, gradient.hidden + begin, gradient.cell + begin, row)
        : clear_gates(step, 4, row);
  }
}

// A name for each type: the table of targets cannot hold templates.
#define DRAGOMAN_FOR_REAL(Real, suffix)                                                          \
  void gru_forward_##suffix(const GateStep<Real>& step) {                                        \
    gru_forward_rows(step);                                                                      \
  }                                                                                              \
  void lstm_forward_##suffix(const GateStep<Real>& step) {                                       \
    lstm_forward_rows(step);                                                                     \
  }                                                                                              \
  void gru_backward_##suffix(const GateStep<Real>& step, const StateGradient<Real>& gradient) {  \
    gru_backward_rows(step, gradient);                                                           \
  }                                                                                              \
  void lstm_backward_##suffix(const GateStep<Real>& step, const StateGradient<Real>& gradient) { \
    lstm_backward_rows(step, gradient);                                                          \
  }
DRAGOMAN_FOR_REAL(float, f32)
DRAGOMAN_FOR_REAL(double, f64)
#undef DRAGOMAN_FOR_REAL

}  // namespace HWY_NAMESPACE
}  // namespace dragoman
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dragoman {

#define DRAGOMAN_FOR_REAL(Real, suffix)                                                 \
  HWY_EXPORT(gru_forward_##suffix);                                                     \
  HWY_EXPORT(lstm_forward_##suffix);                                                    \
  HWY_EXPORT(gru_backward_##suffix);                                                    \
  HWY_EXPORT(lstm_backward_##suffix);                                                   \
  void gru_forward(const GateStep<Real>& step) {                                        \
    DRAGOMAN_DISPATCH(gru_forward_##suffix)(step);                                      \
  }                                                                                     \
  void lstm_forward(const GateStep<Real>& step) {                                       \
    DRAGOMAN_DISPATCH(lstm_forward_##suffix)(step);                                     \
  }                                                                                     \
  void gru_backward(const GateStep<Real>& step, const StateGradient<Real>& gradient) {  \
    DRAGOMAN_DISPATCH(gru_backward_##suffix)(step, gradient);                           \
  }                                                                                     \
  void lstm_backward(const GateStep<Real>& step, const StateGradient<Real>& gradient) { \
    DRAGOMAN_DISPATCH(lstm_backward_##suffix)(step, gradient);                          \
  }
DRAGOMAN_FOR_REAL(float, f32)
DRAGOMAN_FOR_REAL(double, f64)
#undef DRAGOMAN_FOR_REAL

}  // namespace dragoman
#endif

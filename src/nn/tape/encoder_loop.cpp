#include "nn/tape/encoder_loop.h"

#include <torch/utils.h>

#include "dragoman/kernels/threads.h"

namespace dragoman {
namespace {

/// One direction: its states stand in one buffer, which a reverse direction fills from the end.
class DirectionRun {
 public:
  DirectionRun(CellKind kind, const EncoderDirection& direction, const Tensor& mask,
               Precision precision, GradientLedger& ledger)
      : steps_(mask.size(0)),
        reverse_(direction.reverse),
        states_(zero_states(kind, mask, direction.weights)),
        cell_(kind, direction.weights,
              {direction.projected.detach(), rows_of(states_, reverse_ ? 1 : 0, steps_), next(),
               mask},
              masks_by_position(direction), precision, ledger),
        ledger_(ledger),
        projected_entry_(ledger.add(direction.projected)) {}

  void forward() {
    for (int64_t step = 0; step < steps_; ++step) cell_.forward(position(step));
  }

  void backward(const Tensor& upstream) {
    CellState gradient{torch::zeros_like(states_.hidden[0]),
                       states_.cell.defined() ? torch::zeros_like(states_.cell[0]) : Tensor()};
    for (int64_t step = steps_ - 1; step >= 0; --step) {
      gradient.hidden.add_(upstream[position(step)]);
      cell_.backward(position(step), gradient);
    }
    cell_.finish();
    ledger_.gradient(projected_entry_) = cell_.gates();
  }

  Tensor hidden() const { return next().hidden; }

 private:
  static CellState zero_states(CellKind kind, const Tensor& mask, const CellWeights& weights) {
    const CellState zero = zero_state(kind, mask.size(1), weights);
    CellState states = state_buffers(kind, mask.size(0), zero);
    states.hidden[mask.size(0)].zero_();
    if (states.cell.defined()) states.cell[mask.size(0)].zero_();
    return states;
  }

  static Tensor masks_by_position(const EncoderDirection& direction) {
    const Tensor& masks = direction.dropout_masks;
    return masks.defined() && direction.reverse ? masks.flip(0) : masks;
  }

  CellState next() const { return rows_of(states_, reverse_ ? 0 : 1, steps_); }
  int64_t position(int64_t step) const { return reverse_ ? steps_ - 1 - step : step; }

  int64_t steps_;
  bool reverse_;
  CellState states_;  // [S + 1, B, H]
  CellRun cell_;
  GradientLedger& ledger_;
  GradientLedger::Entry projected_entry_;
};

class EncoderLoop : public Operator {
 public:
  EncoderLoop(CellKind kind, const std::vector<EncoderDirection>& directions, const Tensor& mask,
              Precision precision)
      : on_cpu_(mask.is_cpu()) {
    for (const EncoderDirection& direction : directions) {
      runs_.push_back(std::make_unique<DirectionRun>(kind, direction, mask, precision, ledger_));
    }
  }

  variable_list forward() override {
    for_directions([&](size_t index) { runs_[index]->forward(); });
    variable_list hidden;
    for (const auto& run : runs_) hidden.push_back(run->hidden());
    return hidden;
  }

  void backward(const variable_list& upstream) override {
    for_directions([&](size_t index) {
      const Tensor& gradient = upstream[index];
      DirectionRun& run = *runs_[index];
      run.backward(gradient.defined() ? gradient : torch::zeros_like(run.hidden()));
    });
  }

  size_t differentiable_outputs() const override { return runs_.size(); }
  bool is_repeatable() const override { return true; }

 private:
  /// With two threads each direction is faster on a thread of its own than divided among both; with
  /// more, a direction alone keeps them all busy.
  template <class Work>
  void for_directions(const Work& work) const {
    const auto count = static_cast<int64_t>(runs_.size());
    const auto run = [&](int64_t index) {
      const torch::NoGradGuard no_grad;
      work(static_cast<size_t>(index));
    };
    if (kernel_threads() == 2 && on_cpu_) return on_threads(count, run);
    for (int64_t index = 0; index < count; ++index) run(index);
  }

  bool on_cpu_;
  std::vector<std::unique_ptr<DirectionRun>> runs_;
};

}  // namespace

c10::intrusive_ptr<Operator> encoder_loop(const EncoderLoopParts& parts) {
  return c10::make_intrusive<EncoderLoop>(parts.cell, parts.directions, parts.mask.contiguous(),
                                          parts.precision);
}

}  // namespace dragoman

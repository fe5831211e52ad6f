#include "nn/tape/cell_run.h"

#include "dragoman/nn/array_of.h"
#include "nn/tape/product.h"

namespace dragoman {
namespace {

/// The gates [T, B, G·H] of steps to which nothing but the bias has come yet.
Tensor gates_of_bias(const CellWeights& weights, const Tensor& steps) {
  const Tensor bias = weights.bias_ih.detach();
  return bias.expand({steps.size(0), steps.size(1), bias.size(0)})
      .clone(torch::MemoryFormat::Contiguous);
}

CellBuffers of_first_cell(CellBuffers buffers, const CellWeights& weights) {
  if (!weights.transitions.empty()) buffers.next = states_like(buffers.next);
  return buffers;
}

}  // namespace

CellState state_buffers(CellKind kind, int64_t steps, const CellState& start) {
  const auto buffer = [&](const Tensor& first) {
    std::vector<int64_t> shape = {steps + 1, first.size(0), first.size(1)};
    const Tensor states = torch::empty(shape, first.options().requires_grad(false));
    states[0].copy_(first.detach());
    return states;
  };
  return {buffer(start.hidden), kind == CellKind::lstm ? buffer(start.cell) : Tensor()};
}

CellState states_like(const CellState& states) {
  return {torch::empty_like(states.hidden),
          states.cell.defined() ? torch::empty_like(states.cell) : Tensor()};
}

CellState rows_of(const CellState& states, int64_t begin, int64_t count) {
  return {states.hidden.narrow(0, begin, count),
          states.cell.defined() ? states.cell.narrow(0, begin, count) : Tensor()};
}

CellRun::CellRun(CellKind kind, const CellWeights& weights, const CellBuffers& buffers,
                 const Tensor& dropout_masks, Precision precision, GradientLedger& ledger)
    : kind_(kind),
      buffers_(of_first_cell(buffers, weights)),
      bias_(weights.bias_hh.detach()),
      recurrent_(kind == CellKind::gru || weights.recurrent_gain.defined()
                     ? torch::empty_like(buffers.gates)
                     : Tensor()),
      precision_(precision),
      product_(weights.weight_hh, buffers.previous.hidden, dropout_masks, precision, ledger),
      ledger_(ledger),
      bias_entry_(ledger.add(weights.bias_hh)) {
  normalise(weights);
  add_transitions(weights.transitions, buffers.next);
}

void CellRun::normalise(const CellWeights& weights) {
  const int64_t width = buffers_.previous.hidden.size(2);
  if (weights.input_gain.defined()) {
    input_norm_.emplace(buffers_.gates, weights.input_gain, weights.input_shift, width, ledger_);
  }
  if (weights.recurrent_gain.defined()) {
    recurrent_norm_.emplace(recurrent_, weights.recurrent_gain, Tensor(), width, ledger_);
  }
}

void CellRun::add_transitions(const std::vector<CellWeights>& transitions, const CellState& last) {
  CellState made = buffers_.next;
  for (const CellWeights& weights : transitions) {
    const CellState next = &weights == &transitions.back() ? last : states_like(made);
    const CellBuffers buffers{gates_of_bias(weights, made.hidden), made, next, buffers_.real};
    transitions_.push_back(
        {std::make_unique<CellRun>(kind_, weights, buffers, Tensor(), precision_, ledger_),
         ledger_.add(weights.bias_ih)});
    made = next;
  }
}

CellStep CellRun::step(int64_t t) const {
  const auto at = [t](const Tensor& buffer) { return array_of(buffer).at(t); };
  return {at(buffers_.gates),
          at(kind_ == CellKind::gru ? recurrent_ : Tensor()),
          array_of(bias_),
          at(buffers_.real),
          at(buffers_.previous.hidden),
          at(buffers_.previous.cell),
          at(buffers_.next.hidden),
          at(buffers_.next.cell)};
}

void CellRun::forward(int64_t t) {
  if (input_norm_) input_norm_->forward(t);
  product_.forward(t, sums()[t], !recurrent_.defined());
  if (recurrent_norm_) {
    recurrent_norm_->forward(t);
    if (kind_ == CellKind::lstm) buffers_.gates[t].add_(recurrent_[t]);
  }
  cell_forward(step(t));
  for (const Transition& transition : transitions_) transition.cell->forward(t);
}

void CellRun::backward(int64_t t, const CellState& gradient) {
  for (size_t index = transitions_.size(); index > 0; --index) {
    transitions_[index - 1].cell->backward(t, gradient);
  }
  cell_backward(step(t), array_of(gradient.hidden), array_of(gradient.cell));
  undo_norms(t);
  round_gradients(t);
  product_.backward(t, sum_operands_[t], gradient.hidden);
}

void CellRun::undo_norms(int64_t t) {
  if (recurrent_norm_) {
    if (kind_ == CellKind::lstm) recurrent_[t].copy_(buffers_.gates[t]);
    recurrent_norm_->backward(t);
  }
  if (input_norm_) input_norm_->backward(t);
}

void CellRun::round_gradients(int64_t t) {
  if (!rounds(buffers_.gates, precision_)) {
    gate_operands_ = buffers_.gates;
    sum_operands_ = sums();
    return;
  }
  if (!gate_operands_.defined()) {
    gate_operands_ = torch::empty_like(buffers_.gates, torch::kBFloat16);
    sum_operands_ = recurrent_.defined() ? torch::empty_like(gate_operands_) : gate_operands_;
  }
  gate_operands_[t].copy_(buffers_.gates[t]);
  if (recurrent_.defined()) sum_operands_[t].copy_(recurrent_[t]);
}

void CellRun::finish() {
  product_.finish(sum_operands_);
  ledger_.gradient(bias_entry_) =
      recurrent_norm_ ? recurrent_norm_->shift_gradient() : sum_of_rows(sums());
  if (recurrent_norm_) recurrent_norm_->finish();
  if (input_norm_) input_norm_->finish();
  for (const Transition& transition : transitions_) {
    transition.cell->finish();
    ledger_.gradient(transition.bias_entry) = sum_of_rows(transition.cell->gates());
  }
}

FedCellRun::FedCellRun(CellKind kind, const CellWeights& weights, const Tensor& inputs,
                       const Tensor& input_masks, const CellState& previous, const CellState& next,
                       const Tensor& recurrent_masks, Precision precision, GradientLedger& ledger)
    : input_(weights.weight_ih, inputs, input_masks, precision, ledger),
      cell_(kind, weights, {gates_of_bias(weights, inputs), previous, next, {}}, recurrent_masks,
            precision, ledger),
      ledger_(ledger),
      bias_entry_(ledger.add(weights.bias_ih)) {}

void FedCellRun::forward(int64_t t) {
  input_.forward(t, cell_.gates()[t]);
  cell_.forward(t);
}

void FedCellRun::backward(int64_t t, const CellState& state, const Tensor& input_gradient) {
  cell_.backward(t, state);
  input_.backward(t, cell_.gate_operands()[t], input_gradient);
}

void FedCellRun::finish() {
  cell_.finish();
  input_.finish(cell_.gate_operands());
  ledger_.gradient(bias_entry_) = sum_of_rows(cell_.gates());
}

}  // namespace dragoman

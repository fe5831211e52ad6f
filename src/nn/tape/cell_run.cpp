#include "nn/tape/cell_run.h"

#include "dragoman/nn/array_of.h"

namespace dragoman {
CellState state_buffers(CellKind kind, int64_t steps, const CellState& start) {
  const auto buffer = [&](const Tensor& first) {
    std::vector<int64_t> shape = {steps + 1, first.size(0), first.size(1)};
    const Tensor states = torch::empty(shape, first.options().requires_grad(false));
    states[0].copy_(first.detach());
    return states;
  };
  return {buffer(start.hidden), kind == CellKind::lstm ? buffer(start.cell) : Tensor()};
}

CellState rows_of(const CellState& states, int64_t begin, int64_t count) {
  return {states.hidden.narrow(0, begin, count),
          states.cell.defined() ? states.cell.narrow(0, begin, count) : Tensor()};
}

CellRun::CellRun(CellKind kind, const CellWeights& weights, const CellBuffers& buffers,
                 const Tensor& dropout_masks, Precision precision, GradientLedger& ledger)
    : kind_(kind),
      buffers_(buffers),
      bias_(weights.bias_hh.detach()),
      recurrent_(kind == CellKind::gru ? torch::empty_like(buffers.gates) : Tensor()),
      precision_(precision),
      product_(weights.weight_hh, buffers.previous.hidden, dropout_masks, precision, ledger),
      ledger_(ledger),
      bias_entry_(ledger.add(weights.bias_hh)) {}

CellStep CellRun::step(int64_t t) const {
  const auto at = [t](const Tensor& buffer) { return array_of(buffer).at(t); };
  return {at(buffers_.gates),
          at(recurrent_),
          array_of(bias_),
          at(buffers_.real),
          at(buffers_.previous.hidden),
          at(buffers_.previous.cell),
          at(buffers_.next.hidden),
          at(buffers_.next.cell)};
}

void CellRun::forward(int64_t t) {
  product_.forward(t, sums()[t], kind_ == CellKind::lstm);
  cell_forward(step(t));
}

void CellRun::backward(int64_t t, const CellState& gradient) {
  cell_backward(step(t), array_of(gradient.hidden), array_of(gradient.cell));
  round_gradients(t);
  product_.backward(t, sum_operands_[t], gradient.hidden);
}

void CellRun::round_gradients(int64_t t) {
  if (precision_ != Precision::bf16) {
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
  ledger_.gradient(bias_entry_) = sum_of_rows(sums());
}

FedCellRun::FedCellRun(CellKind kind, const CellWeights& weights, const Tensor& inputs,
                       const Tensor& input_masks, const CellState& previous, const CellState& next,
                       const Tensor& recurrent_masks, Precision precision, GradientLedger& ledger)
    : input_(weights.weight_ih, inputs, input_masks, precision, ledger),
      cell_(kind, weights,
            {weights.bias_ih.detach()
                 .expand({inputs.size(0), inputs.size(1), weights.bias_ih.size(0)})
                 .clone(torch::MemoryFormat::Contiguous),
             previous,
             next,
             {}},
            recurrent_masks, precision, ledger),
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

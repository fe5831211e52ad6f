#include "nn/step/decoder.h"

#include <algorithm>

namespace dragoman {
namespace {

/// to [R, width] += the columns [begin, begin + width) of from [R, from_width]
template <typename Real>
void add_columns(int64_t rows, const Real* from, int64_t from_width, int64_t begin, int64_t width,
                 Real* to) {
  for (int64_t row = 0; row < rows; ++row) {
    add_row(from + row * from_width + begin, width, to + row * width);
  }
}

/// values += W x
template <typename Real>
void add_product(const StepProduct<Real>& product, const RowsOf<const Real>& rows, Real* values,
                 Workspace<Real>& workspace) {
  Real* made = workspace.take(rows.count * product.outputs());
  product(rows, made);
  add_row(made, rows.count * product.outputs(), values);
}

}  // namespace

template <typename Real>
StateRows<Real> StepDecoder<Real>::no_rows() const {
  return StateRows<Real>({1 + static_cast<int64_t>(parts_.upper.size()), parts_.first.width(),
                          parts_.first.has_cell(), feeds() ? readout_width() : 0});
}

template <typename Real>
const Real* StepDecoder<Real>::attend(const DecoderRows<Real>& rows, const Real* queries,
                                      const StateRows<Real>& before, StateRows<Real>& after,
                                      const DecoderOutputs<Real>& outputs,
                                      Workspace<Real>& workspace) const {
  Real* contexts = workspace.take(rows.count * attention().outputs());
  attention().attend({{queries, rows.count, parts_.first.width()},
                      rows.sentences,
                      before.carry_width(),
                      before.carry(),
                      contexts,
                      outputs.weights,
                      after.carry(),
                      outputs.heads},
                     workspace);
  return contexts;
}

template <typename Real>
void StepDecoder<Real>::advance_upper_layers(int64_t count, const StateRows<Real>& before,
                                             StateRows<Real>& after,
                                             Workspace<Real>& workspace) const {
  for (size_t index = 0; index < parts_.upper.size(); ++index) {
    const auto& [input, cell] = parts_.upper[index];
    const auto below = static_cast<int64_t>(index);
    Real* projected = workspace.take(count * cell.gates_width());
    input({after.layer(below).hidden, count, cell.width()}, projected);
    cell.advance(count, projected, before.layer(below + 1), after.layer(below + 1), workspace);
  }
}

template <typename Real>
void DeepOutputStep<Real>::read_out(int64_t count, const Real* contexts,
                                    const StateRows<Real>& after,
                                    const DecoderOutputs<Real>& outputs,
                                    Workspace<Real>& workspace) const {
  const int64_t width = this->readout_width(), uses = this->attention().outputs();
  add_columns(count, contexts, uses, uses - width, width, outputs.readouts);
  add_product(parts_.state_readout, {after.top().hidden, count, parts_.first.width()},
              outputs.readouts, workspace);
  tanh_in_place(outputs.readouts, count * width);
}

template <typename Real>
void BahdanauStep<Real>::advance(const DecoderRows<Real>& rows, const StateRows<Real>& before,
                                 StateRows<Real>& after, const DecoderOutputs<Real>& outputs,
                                 Workspace<Real>& workspace) const {
  const int64_t gates_width = parts_.first.gates_width();
  Real* gates = workspace.take(rows.count * gates_width);
  parts_.words.look_up(rows.count, rows.words, gates_width, gates, outputs.readouts, workspace);
  const Real* contexts = this->attend(rows, before.top().hidden, before, after, outputs, workspace);
  add_columns(rows.count, contexts, this->attention().outputs(), 0, gates_width, gates);
  parts_.first.advance(rows.count, gates, before.layer(0), after.layer(0), workspace);
  this->advance_upper_layers(rows.count, before, after, workspace);
  this->read_out(rows.count, contexts, after, outputs, workspace);
}

template <typename Real>
void ConditionalStep<Real>::advance(const DecoderRows<Real>& rows, const StateRows<Real>& before,
                                    StateRows<Real>& after, const DecoderOutputs<Real>& outputs,
                                    Workspace<Real>& workspace) const {
  const int64_t count = rows.count;
  const int64_t gates_width = parts_.first.gates_width();
  Real* gates = workspace.take(count * gates_width);
  parts_.words.look_up(count, rows.words, gates_width, gates, outputs.readouts, workspace);
  const CellRows<Real> between = parts_.first.room(count, workspace);
  parts_.first.advance(count, gates, before.layer(0), between, workspace);

  const Real* contexts = this->attend(rows, between.hidden, before, after, outputs, workspace);
  repeat_row(second_bias_, count, gates);
  add_columns(count, contexts, this->attention().outputs(), 0, gates_width, gates);
  second_.advance(count, gates, {between.hidden, between.cell}, after.layer(0), workspace);
  this->advance_upper_layers(count, before, after, workspace);
  this->read_out(count, contexts, after, outputs, workspace);
}

template <typename Real>
void LuongStep<Real>::advance(const DecoderRows<Real>& rows, const StateRows<Real>& before,
                              StateRows<Real>& after, const DecoderOutputs<Real>& outputs,
                              Workspace<Real>& workspace) const {
  const int64_t count = rows.count, gates_width = parts_.first.gates_width();
  const int64_t readout_width = this->readout_width();
  Real* gates = workspace.take(count * gates_width);
  parts_.words.look_up(count, rows.words, gates_width, gates, outputs.readouts, workspace);
  if (feeds()) add_product(feed_, {before.feed(), count, readout_width}, gates, workspace);
  parts_.first.advance(count, gates, before.layer(0), after.layer(0), workspace);
  this->advance_upper_layers(count, before, after, workspace);

  const Real* top = after.top().hidden;
  const Real* contexts = this->attend(rows, top, before, after, outputs, workspace);
  std::copy_n(contexts, count * readout_width, outputs.readouts);
  add_product(parts_.state_readout, {top, count, parts_.first.width()}, outputs.readouts,
              workspace);
  tanh_in_place(outputs.readouts, count * readout_width);
  if (feeds()) std::copy_n(outputs.readouts, count * readout_width, after.feed());
}

template class StepDecoder<float>;
template class StepDecoder<double>;
template class BahdanauStep<float>;
template class BahdanauStep<double>;
template class ConditionalStep<float>;
template class ConditionalStep<double>;
template class LuongStep<float>;
template class LuongStep<double>;

}  // namespace dragoman

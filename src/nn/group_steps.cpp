#include "nn/group_steps.h"

#include <torch/utils.h>

namespace dragoman {
namespace {

void write(const Tensor& from, const Tensor& to) {
  if (from.defined()) to.copy_(from, /*non_blocking=*/true);
}

void write(const DecoderState& from, const DecoderState& to) {
  for (size_t layer = 0; layer < from.layers.size(); ++layer) {
    write(from.layers[layer].hidden, to.layers[layer].hidden);
    write(from.layers[layer].cell, to.layers[layer].cell);
  }
  write(from.feed, to.feed);
  write(from.carry, to.carry);
}

int64_t rows_of(const DecoderState& state) {
  return state.layers.front().hidden.size(0);
}

}  // namespace

GroupSteps::GroupSteps(TranslationModel& model, const Tensor& source, const Tensor& lengths,
                       const Tensor& mask)
    : model_(model), source_(source) {
  const torch::NoGradGuard no_grad;
  const Encoded encoded = model_.encode(source, lengths, mask);
  state_ = model_.start(encoded);
  memory_ = model_.remember(encoded);
}

const Prediction& GroupSteps::advance(const HypothesisRows& rows) {
  const torch::NoGradGuard no_grad;
  if (has_begun_ && rows.words.size(0) == rows_of(state_)) {
    repeat(rows);
  } else {
    repeated_.reset();
    prediction_ = predict(rows);
    state_ = prediction_.state;
  }
  has_begun_ = true;
  return prediction_;
}

Prediction GroupSteps::predict(const HypothesisRows& rows) const {
  return model_.predict(rows.words, state_.select(rows.parents), memory_.select(rows.sentences),
                        source_.index_select(0, rows.sentences));
}

void GroupSteps::repeat(const HypothesisRows& rows) {
  if (!repeated_) {
    repeated_rows_ = {rows.words.clone(), rows.parents.clone(), rows.sentences.clone()};
    // Memory of its own, as it is written to.
    state_ = state_.select(torch::arange(rows_of(state_), rows.words.options()));
    repeated_.emplace(
        [this] {
          prediction_ = predict(repeated_rows_);
          write(prediction_.state, state_);
        },
        rows.words.device());
  }
  write(rows.words, repeated_rows_.words);
  write(rows.parents, repeated_rows_.parents);
  write(rows.sentences, repeated_rows_.sentences);
  repeated_->run();
}

}  // namespace dragoman

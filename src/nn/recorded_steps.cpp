#include "nn/recorded_steps.h"

#include <algorithm>

#include <torch/utils.h>

namespace dragoman {
namespace {

/// Each holds the memory of its sentences once more.
constexpr size_t most_recordings = 8;

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

void write(const AttentionMemory& from, const AttentionMemory& to) {
  write(from.keys, to.keys);
  write(from.values, to.values);
  write(from.mask, to.mask);
}

Tensor copy_of(const Tensor& tensor) {
  return tensor.defined() ? tensor.clone() : tensor;
}

DecoderState copy_of(const DecoderState& state) {
  DecoderState copy{{}, copy_of(state.feed), copy_of(state.carry)};
  for (const CellState& layer : state.layers) {
    copy.layers.push_back({copy_of(layer.hidden), copy_of(layer.cell)});
  }
  return copy;
}

AttentionMemory copy_of(const AttentionMemory& memory) {
  return {copy_of(memory.keys), copy_of(memory.values), copy_of(memory.mask)};
}

Prediction copy_of(const Prediction& prediction) {
  return {copy_of(prediction.log_probabilities), copy_of(prediction.weights),
          copy_of(prediction.state), copy_of(prediction.heads)};
}

}  // namespace

Prediction predict(TranslationModel& model, const StepInput& input) {
  return model.predict(input.words, input.state, input.memory.select(input.sentences),
                       input.source.index_select(0, input.sentences));
}

/// A step on memory of its own.
struct RecordedSteps::Recording {
  Tensor words, sentences, source;
  DecoderState state;
  AttentionMemory memory;
  Tensor source_read;  // whose memory was copied last
  Prediction prediction;
  int64_t steps = 0;
  std::function<void()> step;

  explicit Recording(const StepInput& input)
      : words(copy_of(input.words)),
        sentences(copy_of(input.sentences)),
        source(copy_of(input.source)),
        state(copy_of(input.state)),
        memory(copy_of(input.memory)),
        source_read(input.source) {}

  /// At the first step nothing is carried or fed back yet.
  bool fits(const StepInput& input) const {
    return source.sizes() == input.source.sizes() && words.sizes() == input.words.sizes() &&
           state.carry.defined() == input.state.carry.defined() &&
           state.feed.defined() == input.state.feed.defined();
  }

  void read(const StepInput& input) {
    write(input.words, words);
    write(input.sentences, sentences);
    write(input.state, state);
    if (source_read.is_same(input.source)) return;
    write(input.source, source);
    write(input.memory, memory);
    source_read = input.source;
  }
};

RecordedSteps::Recording& RecordedSteps::recording_for(const StepInput& input) {
  const auto found = std::find_if(recordings_.begin(), recordings_.end(),
                                  [&](const auto& made) { return made->fits(input); });
  if (found != recordings_.end()) {
    recordings_.splice(recordings_.begin(), recordings_, found);
    recordings_.front()->read(input);
    return *recordings_.front();
  }
  if (recordings_.size() == most_recordings) recordings_.pop_back();
  recordings_.push_front(std::make_shared<Recording>(input));
  Recording& made = *recordings_.front();
  made.step = [this, &made] {
    made.prediction = dragoman::predict(
        *model_, {made.words, made.sentences, made.state, made.memory, made.source});
  };
  return made;
}

Prediction RecordedSteps::predict(const StepInput& input) {
  const std::lock_guard lock(mutex_);
  Recording& recording = recording_for(input);
  if (++recording.steps == 2) recording.step = recorder_.record(recording.step);
  recording.step();
  return copy_of(recording.prediction);
}

}  // namespace dragoman

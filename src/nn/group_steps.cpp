#include "nn/group_steps.h"

#include <torch/utils.h>

namespace dragoman {
namespace {

Tensor concatenated(const std::vector<Prediction>& parts, Tensor Prediction::*member) {
  std::vector<Tensor> tensors;
  for (const Prediction& part : parts) tensors.push_back(part.*member);
  return tensors.front().defined() ? torch::cat(tensors) : Tensor();
}

Prediction concatenated(const std::vector<Prediction>& parts) {
  if (parts.size() == 1) return parts.front();
  std::vector<DecoderState> states;
  for (const Prediction& part : parts) states.push_back(part.state);
  return {concatenated(parts, &Prediction::log_probabilities),
          concatenated(parts, &Prediction::weights), concatenate(states),
          concatenated(parts, &Prediction::heads)};
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

StepInput GroupSteps::input_of(const HypothesisRows& rows, int64_t begin, int64_t count) const {
  const auto of_tile = [&](const Tensor& all) { return all.narrow(0, begin, count); };
  return {of_tile(rows.words), of_tile(rows.sentences), state_.select(of_tile(rows.parents)),
          memory_, source_};
}

Prediction GroupSteps::advance(const HypothesisRows& rows) {
  const torch::NoGradGuard no_grad;
  const Prediction prediction = predict(model_, input_of(rows, 0, rows.words.size(0)));
  state_ = prediction.state;
  return prediction;
}

Prediction GroupSteps::advance(const HypothesisRows& rows, int64_t tile, RecordedSteps& steps) {
  const torch::NoGradGuard no_grad;
  std::vector<Prediction> tiles;
  for (int64_t begin = 0; begin < rows.words.size(0); begin += tile) {
    tiles.push_back(steps.predict(input_of(rows, begin, tile)));
  }
  const Prediction prediction = concatenated(tiles);
  state_ = prediction.state;
  return prediction;
}

}  // namespace dragoman

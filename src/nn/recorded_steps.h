#pragma once
#include <list>
#include <memory>
#include <mutex>

#include "dragoman/nn/model.h"
#include "nn/recorder.h"

namespace dragoman {

/// What a step of R hypotheses of N sentences starts from.
struct StepInput {
  Tensor words;                   // int64 [R], the last ones
  Tensor sentences;               // int64 [R], of the N
  DecoderState state;             // of R rows
  const AttentionMemory& memory;  // of the N sentences
  const Tensor& source;           // int64 [N, S]
};

/// As `TranslationModel::predict` defines it.
Prediction predict(TranslationModel& model, const StepInput& input);

/// The same, recorded for each shape of input at its second step, and done at once from then on.
/// Any number of threads may call.
class RecordedSteps {
 public:
  /// @param model on the device, where its weights stay
  RecordedSteps(std::shared_ptr<TranslationModel> model, torch::Device device)
      : model_(std::move(model)), recorder_(device) {}

  Prediction predict(const StepInput& input);

 private:
  struct Recording;

  Recording& recording_for(const StepInput& input);

  std::mutex mutex_;  // guards all below
  std::shared_ptr<TranslationModel> model_;
  Recorder recorder_;
  std::list<std::shared_ptr<Recording>> recordings_;  // the one used last comes first
};

}  // namespace dragoman

#pragma once
#include "dragoman/nn/model.h"
#include "nn/recorded_steps.h"

namespace dragoman {

/// The hypotheses of one step; each int64 [R].
struct HypothesisRows {
  Tensor words;      // the last ones
  Tensor parents;    // rows of the step before, at the first one sentences
  Tensor sentences;  // of the group
};

/// The steps of hypotheses of N sentences that were encoded together, as
/// `TranslationModel::predict` defines them.
class GroupSteps {
 public:
  /// @param source int64 [N, S] @param lengths int64 [N] @param mask bool [N, S], true = token
  GroupSteps(TranslationModel& model, const Tensor& source, const Tensor& lengths,
             const Tensor& mask);

  Prediction advance(const HypothesisRows& rows);

  /// The same in tiles of so many rows, whose number must be a multiple of it: all products have
  /// one shape, and so every row the bits that it has among any others.
  Prediction advance(const HypothesisRows& rows, int64_t tile, RecordedSteps& steps);

 private:
  StepInput input_of(const HypothesisRows& rows, int64_t begin, int64_t count) const;

  TranslationModel& model_;
  Tensor source_;
  DecoderState state_;  // of the sentences, after a step of its rows
  AttentionMemory memory_;
};

}  // namespace dragoman

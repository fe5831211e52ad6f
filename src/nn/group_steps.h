#pragma once
#include <optional>

#include "dragoman/nn/model.h"
#include "nn/repeated_work.h"

namespace dragoman {

/// The hypotheses of one step; each int64 [R].
struct HypothesisRows {
  Tensor words;      // the last ones
  Tensor parents;    // rows of the step before, at the first one sentences
  Tensor sentences;  // of the group
};

/// The steps of hypotheses of N sentences that were encoded together, as
/// `TranslationModel::predict` defines them. Steps of as many rows as the one before are repeated
/// work, which a GPU does in one go.
class GroupSteps {
 public:
  /// @param source int64 [N, S] @param lengths int64 [N] @param mask bool [N, S], true = token
  GroupSteps(TranslationModel& model, const Tensor& source, const Tensor& lengths,
             const Tensor& mask);
  GroupSteps(const GroupSteps&) = delete;
  GroupSteps& operator=(const GroupSteps&) = delete;

  /// @return what is predicted of the rows, until the next step
  const Prediction& advance(const HypothesisRows& rows);

 private:
  Prediction predict(const HypothesisRows& rows) const;
  void repeat(const HypothesisRows& rows);

  TranslationModel& model_;
  Tensor source_;
  AttentionMemory memory_;
  DecoderState state_;  // of the sentences, after a step of its rows
  bool has_begun_ = false;
  Prediction prediction_;
  HypothesisRows repeated_rows_;  // where the repeated work reads its rows
  std::optional<RepeatedWork> repeated_;
};

}  // namespace dragoman

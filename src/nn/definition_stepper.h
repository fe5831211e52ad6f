#pragma once
#include "dragoman/nn/model.h"
#include "dragoman/nn/stepper.h"

namespace dragoman {

/// Steps as `TranslationModel::predict` defines them, on any device.
class DefinitionStepper final : public Stepper {
 public:
  /// The model must be in evaluation mode while it decodes.
  explicit DefinitionStepper(std::shared_ptr<TranslationModel> model, Shortlist shortlist = {})
      : model_(std::move(model)), shortlist_(std::move(shortlist)) {}
  std::unique_ptr<Decoding> begin() const override;

 private:
  std::shared_ptr<TranslationModel> model_;
  Shortlist shortlist_;
};

}  // namespace dragoman

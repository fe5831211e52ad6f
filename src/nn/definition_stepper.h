#pragma once
#include <optional>

#include "dragoman/nn/model.h"
#include "dragoman/nn/stepper.h"
#include "nn/recorded_steps.h"

namespace dragoman {

/// Off the CPU the rounding of a product depends on its shape: so every step is of so many rows,
/// and every group of so many sentences, some of them fillers, lest a sentence's numbers depend on
/// how many others are with it.
struct DecodingTiles {
  int64_t rows = 512, sentences = 64;
};

/// Steps as `TranslationModel::predict` defines them, on any device.
class DefinitionStepper final : public Stepper {
 public:
  /// The model must be in evaluation mode while it decodes.
  /// @param tiles none: steps of as many rows as there are
  DefinitionStepper(std::shared_ptr<TranslationModel> model, Shortlist shortlist,
                    std::optional<DecodingTiles> tiles);
  std::unique_ptr<Decoding> begin() const override;

 private:
  std::shared_ptr<TranslationModel> model_;
  Shortlist shortlist_;
  std::optional<DecodingTiles> tiles_;
  std::shared_ptr<RecordedSteps> recorded_;  // of tiles
};

}  // namespace dragoman

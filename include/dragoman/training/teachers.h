#pragma once
#include <memory>
#include <string>
#include <vector>

#include "dragoman/nn/model.h"
#include "dragoman/text/batch.h"
#include "dragoman/text/vocabularies.h"
#include "dragoman/training/assembly.h"

namespace dragoman {

/// Trained models that another one learns the probabilities of words from (Kim and Rush 2016,
/// section 3.1). They read each batch as it comes, so that nothing of theirs is stored.
class Teachers {
 public:
  Teachers() = default;

  /// @throws InputError as `load_model`, and where one has other vocabularies
  Teachers(const std::vector<std::string>& paths, const Vocabularies& vocabularies,
           const Machine& machine);

  bool any() const { return !models_.empty(); }

  /// What they make of a batch, without dropout and gradients.
  /// @param passes 2 where its second half is the first once more, which is read once
  std::vector<Teacher> read(const Batch& batch, int64_t passes = 1) const;

 private:
  std::vector<std::shared_ptr<TranslationModel>> models_;
};

/// What of a model's configuration its weights belong to.
ModelConfig without_dropout(ModelConfig config);

/// Gives the model the weights of another.
/// @throws InputError as `load_model`, and where vocabularies or [model], but for its dropout,
/// differ
void start_from(const std::string& path, const Vocabularies& vocabularies, const Config& config,
                TranslationModel& model);

/// The models that a run begins with or learns from: their vocabularies must be the run's.
std::vector<std::string> given_models(const TrainingConfig& config);

}  // namespace dragoman

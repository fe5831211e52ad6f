#pragma once
#include <memory>
#include <string>
#include <vector>

#include "dragoman/nn/model.h"
#include "dragoman/text/batch.h"
#include "dragoman/text/vocabularies.h"
#include "dragoman/training/assembly.h"
#include "dragoman/training/taught_words.h"

namespace dragoman {

/// What a model learns the probabilities of words from (Kim and Rush 2016, section 3.1): trained
/// models, which read each batch as it comes, and files of what models said of the words.
class Teachers {
 public:
  Teachers() = default;

  /// @throws InputError as `load_model` and `TaughtWords`, and where one has other vocabularies
  Teachers(const std::vector<std::string>& paths, const Vocabularies& vocabularies,
           const Machine& machine);

  bool any() const { return !models_.empty() || !files_.empty(); }

  /// What they make of a batch, without dropout and gradients.
  /// @param passes 2 where its second half is the first once more, which is read once
  /// @throws InputError where a file lacks one of the pairs
  std::vector<Teacher> read(const Batch& batch, int64_t passes = 1) const;

  /// The likeliest words at each target position, by their mean. Rows of padding mean nothing.
  LikelyWords likeliest(const Batch& batch, int64_t count) const;

 private:
  std::vector<std::shared_ptr<TranslationModel>> models_;
  std::vector<std::shared_ptr<const TaughtWords>> files_;
  int64_t words_ = 0;  // of the target vocabulary
};

/// What of a model's configuration its weights belong to.
ModelConfig without_dropout(ModelConfig config);

/// Gives the model the weights of another.
/// @throws InputError as `load_model`, and where vocabularies or [model], but for its dropout,
/// differ
void start_from(const std::string& path, const Vocabularies& vocabularies, const Config& config,
                TranslationModel& model);

/// What a run begins with or learns from: models, and files of taught words. Their vocabularies
/// must be the run's.
std::vector<std::string> given_models(const TrainingConfig& config);

/// The vocabularies of one of them, as bytes. @throws InputError as `read_model_file`,
/// `TaughtWords`
VocabularyBytes vocabularies_in(const std::string& path);

}  // namespace dragoman

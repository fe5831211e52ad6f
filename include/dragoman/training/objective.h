#pragma once
#include <memory>

#include "dragoman/config/config.h"
#include "dragoman/nn/model.h"
#include "dragoman/text/batch.h"
#include "dragoman/training/guides.h"

namespace dragoman {

/// What training makes small: the loss of the words, and what the configuration adds to it.
class Objective {
 public:
  Objective(const Config& config, std::shared_ptr<TranslationModel> model, Guides guides);

  /// How often a batch goes through the model at once: `twice` with R-Drop.
  int64_t passes() const { return config_.training.r_drop > 0 ? 2 : 1; }

  /// The target words that the decoder is given: some of them, as scheduled sampling has it, what
  /// the model would have written there. int64 [T, B]
  /// @param share of the run that is done
  Tensor given_words(const Batch& batch, const Encoded& encoded, double share) const;

  /// Whom the sentences of a batch are mixed with, if they are.
  Mixup mixup(const Batch& batch) const;

  /// The loss of a batch that the model has decoded. Of mixed sentences it is that of each and of
  /// its partner, mixed alike.
  Loss loss(const Batch& batch, const Decoded& decoded, const Mixup& mixup) const;

 private:
  Loss loss_of_words(const Batch& batch, const Decoded& decoded, const Mixup& mixup) const;
  Tensor risk(const Batch& batch) const;

  Config config_;
  std::shared_ptr<TranslationModel> model_;
  Guides guides_;
};

}  // namespace dragoman

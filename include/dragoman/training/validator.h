#pragma once
#include "dragoman/search/translator.h"
#include "dragoman/text/corpus.h"
#include "dragoman/text/encoded_corpus.h"
#include "dragoman/text/vocabularies.h"
#include "dragoman/training/listener.h"
#include "dragoman/training/processes.h"

namespace dragoman {

/// Validates every so many updates or each epoch, and when training is complete: cross-entropy and
/// perplexity under teacher forcing, BLEU and chrF of translations by the very search that
/// `translate` uses. Stops training when `patience` validations brought nothing better. Several
/// processes share the sentences, and come to the figures that one alone would.
class Validator : public TrainingListener {
 public:
  /// `encoded` and `text` are the same pairs and must outlive the validator.
  Validator(const EncodedCorpus& encoded, const ParallelCorpus& text, Vocabularies vocabularies)
      : encoded_(encoded), text_(text), vocabularies_(std::move(vocabularies)) {}

  void on_start(Trainer& trainer) override;
  void on_update(Trainer& trainer, const UpdateReport& report) override;
  void on_stop(Trainer& trainer, const std::string& reason) override;

 private:
  void validate(Trainer& trainer, int64_t epoch);
  void stop_when_stale(Trainer& trainer) const;
  std::vector<ValidationExample> examples(const std::vector<Translation>& translations,
                                          const Aligner& aligner) const;

  const EncodedCorpus& encoded_;
  const ParallelCorpus& text_;
  Vocabularies vocabularies_;
};

/// Mean cross-entropy of the target words in nats, without smoothing and dropout.
/// @param processes share the sentences; the sum is in their order, however many there are
double mean_cross_entropy(const Stepper& stepper, const EncodedCorpus& corpus, int64_t batch_size,
                          const Processes& processes = {});

}  // namespace dragoman

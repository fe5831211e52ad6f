#include "dragoman/training/validator.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

#include "dragoman/metrics/bleu.h"
#include "dragoman/metrics/chrf.h"
#include "dragoman/search/forced.h"
#include "dragoman/search/translator.h"
#include "dragoman/training/trainer.h"

namespace dragoman {
namespace {

constexpr size_t shown_examples = 3, longest_example = 40;  // pieces of the source

}  // namespace

double mean_cross_entropy(const Stepper& stepper, const EncodedCorpus& corpus, int64_t batch_size) {
  std::vector<double> sums(corpus.size());
  force_all(stepper, corpus.pairs, batch_size, ForcedDetail::scores, [&](size_t i, Forced forced) {
    const std::vector<double>& words = forced.log_probabilities;
    sums[i] = -std::accumulate(words.begin(), words.end(), 0.0);
  });
  int64_t words = 0;
  for (const PairLength& length : pair_lengths(corpus)) words += length.target;
  return std::accumulate(sums.begin(), sums.end(), 0.0) / static_cast<double>(words);
}

void Validator::on_start(Trainer& trainer) {
  stop_when_stale(trainer);
}

void Validator::on_update(Trainer& trainer, const UpdateReport& report) {
  const int64_t every = trainer.config().validation.every;
  if (every > 0 ? report.update % every == 0 : report.last_of_epoch) {
    validate(trainer, report.epoch);
  }
}

void Validator::on_stop(Trainer& trainer, const std::string& /*reason*/) {
  const TrainingState& state = trainer.state();
  const bool validated = !state.history.empty() && state.history.back().update == state.update;
  if (trainer.is_complete() && !validated) validate(trainer, state.position.epoch + 1);
}

void Validator::validate(Trainer& trainer, int64_t epoch) {
  const auto started = std::chrono::steady_clock::now();
  ValidationReport report;
  report.update = trainer.state().update;
  report.epoch = epoch;
  report.weights = trainer.fingerprint();
  {
    const auto averaged = trainer.use_average();
    trainer.model().eval();
    const auto stepper =
        trainer.model().stepper(SearchPrecision::fp32, trainer.config().runtime.kernels);
    report.loss = mean_cross_entropy(*stepper, encoded_, trainer.config().search.batch_size);
    report.perplexity = std::exp(report.loss);
    const Translator translator(stepper, vocabularies_, trainer.config().search);
    const std::vector<Translation> translations = translator.translate(text_.source);
    std::vector<std::string> hypotheses;
    for (const Translation& translation : translations) hypotheses.push_back(translation.text);
    const References references = single_references(text_.target);
    report.bleu = corpus_bleu(hypotheses, references).score;
    report.chrf = corpus_chrf(hypotheses, references).score;
    report.examples = examples(translations, translator.aligner());
  }
  report.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  trainer.announce(std::move(report));
  stop_when_stale(trainer);
}

/// Of the first sentences that a picture has room for.
std::vector<ValidationExample> Validator::examples(const std::vector<Translation>& translations,
                                                   const Aligner& aligner) const {
  std::vector<ValidationExample> examples;
  for (size_t line = 0; line < translations.size() && examples.size() < shown_examples; ++line) {
    const Translation& translation = translations[line];
    if (translation.source.empty() || translation.source.size() > longest_example) continue;
    examples.push_back({text_.source[line], text_.target[line], translation.text,
                        aligner.align(translation.source, translation.target)});
  }
  return examples;
}

void Validator::stop_when_stale(Trainer& trainer) const {
  const int64_t patience = trainer.config().validation.patience;
  if (patience > 0 && trainer.state().stale >= patience) {
    trainer.stop("no better validation in " + std::to_string(patience));
  }
}

}  // namespace dragoman

#include "dragoman/training/validator.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

#include <torch/utils.h>

#include "dragoman/metrics/bleu.h"
#include "dragoman/metrics/chrf.h"
#include "dragoman/text/batch.h"
#include "dragoman/training/trainer.h"

namespace dragoman {
namespace {

constexpr size_t shown_examples = 3;

/// Positions of the corpus by target length, so that batches hold little padding.
std::vector<int64_t> by_length(const EncodedCorpus& corpus) {
  std::vector<int64_t> rows(corpus.size());
  std::iota(rows.begin(), rows.end(), int64_t{0});
  std::stable_sort(rows.begin(), rows.end(), [&](int64_t a, int64_t b) {
    return corpus.pairs[static_cast<size_t>(a)].target.size() <
           corpus.pairs[static_cast<size_t>(b)].target.size();
  });
  return rows;
}

}  // namespace

double mean_cross_entropy(TranslationModel& model, const EncodedCorpus& corpus,
                          int64_t batch_size) {
  const torch::NoGradGuard no_grad;
  model.eval();
  const std::vector<int64_t> rows = by_length(corpus);
  double sum = 0;
  int64_t words = 0;
  for (size_t begin = 0; begin < rows.size(); begin += static_cast<size_t>(batch_size)) {
    const size_t end = std::min(begin + static_cast<size_t>(batch_size), rows.size());
    const Batch batch = make_batch(corpus, {rows.begin() + static_cast<std::ptrdiff_t>(begin),
                                            rows.begin() + static_cast<std::ptrdiff_t>(end)})
                            .to(model.device());
    const Encoded encoded = model.encode(batch.source, batch.source_lengths, batch.source_mask);
    sum += model.loss(encoded, batch.target_input, batch.target_output, batch.target_mask, 0)
               .cross_entropy.item<double>();
    words += batch.target_tokens;
  }
  return sum / static_cast<double>(words);
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
  {
    const auto averaged = trainer.use_average();
    report.loss = mean_cross_entropy(trainer.model(), encoded_, trainer.config().search.batch_size);
    report.perplexity = std::exp(report.loss);
    Translator translator(trainer.shared_model(), vocabularies_, trainer.config().search);
    std::vector<std::string> hypotheses;
    for (Translation& translation : translator.translate(text_.source)) {
      hypotheses.push_back(std::move(translation.text));
    }
    const References references = single_references(text_.target);
    report.bleu = corpus_bleu(hypotheses, references).score;
    report.chrf = corpus_chrf(hypotheses, references).score;
    hypotheses.resize(std::min(hypotheses.size(), shown_examples));
    report.examples = std::move(hypotheses);
  }
  report.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  trainer.announce(std::move(report));
  stop_when_stale(trainer);
}

void Validator::stop_when_stale(Trainer& trainer) const {
  const int64_t patience = trainer.config().validation.patience;
  if (patience > 0 && trainer.state().stale >= patience) {
    trainer.stop("no better validation in " + std::to_string(patience));
  }
}

}  // namespace dragoman

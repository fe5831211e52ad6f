#include "dragoman/training/validator.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <sstream>

#include "dragoman/metrics/bleu.h"
#include "dragoman/metrics/chrf.h"
#include "dragoman/search/forced.h"
#include "dragoman/search/translator.h"
#include "dragoman/training/trainer.h"

namespace dragoman {
namespace {

constexpr size_t shown_examples = 3, longest_example = 40;  // pieces of the source

/// The sentences, of so many, that this process takes.
struct Share {
  size_t begin, end;

  Share(size_t all, const Processes& processes)
      : begin(all * processes.rank() / processes.size()),
        end(all * (processes.rank() + 1) / processes.size()) {}

  template <typename Item>
  std::vector<Item> of(const std::vector<Item>& items) const {
    const auto at = [&](size_t place) { return items.begin() + static_cast<ptrdiff_t>(place); };
    return {at(begin), at(end)};
  }
};

/// The lines of all processes, by rank.
std::vector<std::string> all_lines(const std::vector<Translation>& own,
                                   const Processes& processes) {
  std::string text;
  for (const Translation& translation : own) text += translation.text + '\n';
  std::vector<std::string> lines;
  for (const std::string& given : processes.of_all(text)) {
    std::istringstream stream(given);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
  }
  return lines;
}

}  // namespace

double mean_cross_entropy(const Stepper& stepper, const EncodedCorpus& corpus, int64_t batch_size,
                          const Processes& processes) {
  std::vector<double> sums(corpus.size());
  const Share mine(corpus.size(), processes);
  force_all(stepper, mine.of(corpus.pairs), batch_size, ForcedDetail::scores,
            [&](size_t i, Forced forced) {
              const std::vector<double>& words = forced.log_probabilities;
              sums[mine.begin + i] = -std::accumulate(words.begin(), words.end(), 0.0);
            });
  processes.add_up(
      torch::from_blob(sums.data(), {static_cast<int64_t>(sums.size())}, torch::kDouble));
  return std::accumulate(sums.begin(), sums.end(), 0.0) /
         static_cast<double>(corpus.total().target);
}

void Validator::on_start(Trainer& trainer) {
  stop_when_stale(trainer);
}

void Validator::on_update(Trainer& trainer, const UpdateReport& report) {
  if (trainer.has_diverged()) return;
  const int64_t every = trainer.config().validation.every;
  if (every > 0 ? report.update % every == 0 : report.last_of_epoch) {
    validate(trainer, report.epoch);
  }
}

void Validator::on_stop(Trainer& trainer, const std::string& /*reason*/) {
  const TrainingState& state = trainer.state();
  const bool validated = !state.history.empty() && state.history.back().update == state.update;
  const auto& [epoch, pool, batch] = state.position;  // of the next batch
  const bool has_ended_epoch = pool == 0 && batch == 0;
  if (trainer.is_complete() && !validated) validate(trainer, has_ended_epoch ? epoch : epoch + 1);
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
    const Processes& processes = trainer.processes();
    report.loss =
        mean_cross_entropy(*stepper, encoded_, trainer.config().search.batch_size, processes);
    report.perplexity = std::exp(report.loss);
    const Translator translator(stepper, vocabularies_, trainer.config().search);
    const std::vector<Translation> translations =
        translator.translate(Share(text_.source.size(), processes).of(text_.source));
    const std::vector<std::string> hypotheses = all_lines(translations, processes);
    const References references = single_references(text_.target);
    report.bleu = corpus_bleu(hypotheses, references).score;
    report.chrf = corpus_chrf(hypotheses, references).score;
    if (processes.is_first()) report.examples = examples(translations, translator.aligner());
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

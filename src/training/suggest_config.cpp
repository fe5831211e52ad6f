#include "dragoman/training/suggest_config.h"

#include <algorithm>
#include <cmath>

#include "dragoman/base/error.h"
#include "dragoman/base/grouped.h"
#include "dragoman/base/selected.h"
#include "dragoman/text/corpus_check.h"

namespace dragoman {
namespace {

constexpr double enough_in_common = 0.5;
constexpr int64_t many_characters = 1000;
constexpr double coverage_of_many = 0.9995;
constexpr int64_t widest = 512;
constexpr size_t sampled_pairs = 20'000;

int64_t rounded_up(int64_t number, int64_t unit) {
  return (number + unit - 1) / unit * unit;
}

int64_t vocabulary_size(const TextStatistics& text) {
  constexpr int64_t special_and_bytes = 260, words_a_piece = 100, spellings_a_piece = 4,
                    most = 32'000;
  const int64_t learned =
      std::min({text.words / words_a_piece, text.distinct_words / spellings_a_piece, most});
  return rounded_up(special_and_bytes + text.distinct_characters + learned, 10);
}

double words_a_side(const CorpusStatistics& corpus) {
  return static_cast<double>(corpus.both.words) / 2;
}

/// A configuration in the making, which all that follows depends on what was decided before.
class Suggesting {
 public:
  Suggesting(const CorpusStatistics& corpus, const VocabularyConfig& vocabulary) : corpus_(corpus) {
    config_.vocabulary = vocabulary;
  }

  void explain_data();
  void explain_vocabulary();
  void choose_length(int64_t fitting_length);
  void choose_widths();
  void choose_dropout();
  void choose_batch();
  void choose_epochs();
  void choose_validation();
  void choose_rate();

  Suggestion done() { return {std::move(config_), std::move(reasons_)}; }

 private:
  int64_t width() const { return config_.model.decoder.width; }
  int64_t updates() const { return updates_in_epoch_ * config_.training.max_epochs; }

  const CorpusStatistics& corpus_;
  Config config_;
  Reasons reasons_;
  int64_t updates_in_epoch_ = 0;
};

void Suggesting::explain_data() {
  const double pairs = static_cast<double>(std::max<int64_t>(1, corpus_.pairs));
  reasons_["data.train_source"] =
      fmt::format("{} pairs, {:.1f} words a source line, {:.1f} a target line",
                  grouped(corpus_.pairs), static_cast<double>(corpus_.source.words) / pairs,
                  static_cast<double>(corpus_.target.words) / pairs);
  for (const char* key : {"data.train_target", "data.valid_source", "data.valid_target"}) {
    reasons_[key] = "";
  }
}

void Suggesting::explain_vocabulary() {
  const VocabularyConfig& vocabulary = config_.vocabulary;
  const char* meaning = vocabulary.size > 0 ? "small enough that each piece is seen often"
                                            : "0: as many as each side's text allows, 8000 at most";
  reasons_["vocabulary.size"] =
      fmt::format("{}: {} words, {} different", meaning, grouped(corpus_.both.words),
                  grouped(corpus_.both.distinct_words));
  reasons_["vocabulary.joint"] = fmt::format("the sides have {:.0f} % of their letters in common",
                                             100 * corpus_.letters_in_common);
  if (vocabulary.character_coverage < 1) {
    reasons_["vocabulary.character_coverage"] =
        fmt::format("{} characters; the rarest are written as bytes",
                    grouped(corpus_.both.distinct_characters));
  }
  config_.model.embedding.tie = vocabulary.joint ? TyingKind::all : TyingKind::target;
  reasons_["model.embedding.tie"] =
      vocabulary.joint ? "one vocabulary, so one table of words: fewer weights to learn"
                       : "two vocabularies: source words have a table of their own";
}

void Suggesting::choose_length(int64_t fitting_length) {
  constexpr int64_t unit = 10, shortest = 20, longest = 250;
  config_.data.max_length = std::clamp(rounded_up(fitting_length, unit), shortest, longest);
  reasons_["data.max_length"] =
      fmt::format("{} % of the pairs have at most {} pieces a side; longer ones are dropped",
                  100 * fitting_share, fitting_length);
}

void Suggesting::choose_widths() {
  const double words = words_a_side(corpus_);
  const int64_t width = words < 50'000 ? 128 : words < 1'000'000 ? 256 : widest;
  ModelConfig& model = config_.model;
  model.embedding.width = model.encoder.width = model.attention.width = model.decoder.width = width;
  reasons_["model.embedding.width"] = fmt::format(
      "{} words a side: {}", grouped(std::llround(words)),
      width < widest ? "a wider model takes longer, and overfits sooner" : "enough for this width");
  for (const char* part : {"encoder", "attention", "decoder"}) {
    reasons_[fmt::format("model.{}.width", part)] = "";
  }
}

void Suggesting::choose_dropout() {
  const bool is_large = words_a_side(corpus_) >= 1e7;
  config_.model.dropout.input = config_.model.dropout.output = is_large ? 0.1 : 0.2;
  reasons_["model.dropout.input"] =
      is_large ? "with so many words little is learned by heart" : "against learning by heart";
  reasons_["model.dropout.output"] = "";
}

void Suggesting::choose_batch() {
  constexpr int64_t least = 8, most = 64, updates = 50, pieces = 4000;
  int64_t size = most;
  const auto too_large = [&] {
    return corpus_.pairs < updates * size || size * config_.data.max_length > pieces;
  };
  while (size > least && too_large()) size /= 2;
  config_.batch.size = size;
  updates_in_epoch_ = std::max<int64_t>(1, (corpus_.pairs + size - 1) / size);
  reasons_["batch.size"] = fmt::format("{} updates an epoch", grouped(updates_in_epoch_));
}

void Suggesting::choose_epochs() {
  constexpr int64_t fewest = 3, most = 100;
  const int64_t wanted = width() < widest ? 5'000 : 10'000;
  config_.training.max_epochs =
      std::clamp((wanted + updates_in_epoch_ / 2) / updates_in_epoch_, fewest, most);
  reasons_["training.max_epochs"] = fmt::format("{} updates", grouped(updates()));
  config_.training.average = 0.01;
  reasons_["training.average"] = "models are saved as the mean of their last updates: smoother";
}

void Suggesting::choose_validation() {
  constexpr int64_t most = 2000;
  config_.validation.every = updates_in_epoch_ > most ? most : 0;
  reasons_["validation.every"] =
      config_.validation.every == 0 ? "0: after each epoch" : "an epoch is long";
}

void Suggesting::choose_rate() {
  constexpr double highest = 0.004;
  config_.optimizer.learning_rate = std::min(highest, 1.024 / static_cast<double>(width()));
  reasons_["optimizer.learning_rate"] =
      width() < widest ? "narrow layers bear a high rate" : "as high as this width bears";
  config_.schedule.kind = ScheduleKind::cosine;
  reasons_["schedule.kind"] = "falls to nothing at the end of the run: the shorter run, the sooner";
  config_.schedule.warmup = std::clamp<int64_t>(updates() / 20, 50, 1000);
  reasons_["schedule.warmup"] = "a twentieth of all updates";
}

/// Of the suggested size, or of what the text allows.
Vocabularies train_suggested(VocabularyConfig& config, const ParallelCorpus& corpus) {
  try {
    return make_vocabularies(config, corpus);
  } catch (const InputError&) {
    config.size = 0;
    const Vocabularies vocabularies = make_vocabularies(config, corpus);
    const int64_t size = vocabularies.source.size();
    if (size == vocabularies.target.size()) config.size = size;
    return vocabularies;
  }
}

}  // namespace

VocabularyConfig suggest_vocabulary(const CorpusStatistics& corpus) {
  VocabularyConfig config;
  config.joint = corpus.letters_in_common >= enough_in_common;
  config.size = config.joint
                    ? vocabulary_size(corpus.both)
                    : std::max(vocabulary_size(corpus.source), vocabulary_size(corpus.target));
  if (corpus.both.distinct_characters > many_characters) {
    config.character_coverage = coverage_of_many;
  }
  return config;
}

Suggestion suggest_config(const CorpusStatistics& corpus, const VocabularyConfig& vocabulary,
                          int64_t fitting_length) {
  Suggesting suggesting(corpus, vocabulary);
  suggesting.explain_data();
  suggesting.explain_vocabulary();
  suggesting.choose_length(fitting_length);
  suggesting.choose_widths();
  suggesting.choose_dropout();
  suggesting.choose_batch();
  suggesting.choose_epochs();
  suggesting.choose_validation();
  suggesting.choose_rate();
  return suggesting.done();
}

TriedSuggestion suggest_for(const ParallelCorpus& train) {
  const CorpusStatistics statistics = corpus_statistics(train);
  VocabularyConfig vocabulary = suggest_vocabulary(statistics);
  const std::vector<size_t> rows = spaced_rows(train.size(), sampled_pairs);
  ParallelCorpus sample{selected(train.source, rows), selected(train.target, rows)};
  Vocabularies vocabularies = train_suggested(vocabulary, sample);
  const int64_t length =
      fitting_length(encode_all("train", sample, vocabularies, {}).corpus, fitting_share);
  return {suggest_config(statistics, vocabulary, length), std::move(sample),
          std::move(vocabularies)};
}

}  // namespace dragoman

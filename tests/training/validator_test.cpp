#include "dragoman/training/validator.h"

#include <cmath>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/metrics/bleu.h"
#include "dragoman/metrics/chrf.h"
#include "training/in_processes.h"
#include "training/small_run.h"

namespace dragoman {
namespace {

/// A run on a few sentences, validated on the same ones.
class ValidatedRun : public testing::Test {
 protected:
  ValidatedRun() : vocabularies_(vocabularies_of(text_)) {
    for (size_t line = 0; line < text_.source.size(); ++line) {
      const auto source = vocabularies_.source.encode(text_.source[line]);
      const auto target = vocabularies_.target.encode(text_.target[line]);
      corpus_.pairs.push_back({{source.begin(), source.end()}, {target.begin(), target.end()}});
    }
    config_ = without_dropout(small_config());
    config_.batch.size = 3;  // four updates an epoch
    config_.training.average = 0;
    config_.search.beam_size = 1;
    config_.search.max_length_ratio = 1;
  }

  class Watch : public TrainingListener {
   public:
    explicit Watch(std::vector<ValidationReport>& reports) : reports_(reports) {}
    void on_validation(Trainer& /*trainer*/, const ValidationReport& report) override {
      reports_.push_back(report);
    }

   private:
    std::vector<ValidationReport>& reports_;
  };

  /// The reports of a run that goes on from `state`.
  std::vector<ValidationReport> validations(const TrainingState& state = {}) {
    std::vector<ValidationReport> reports;
    ended_ = train_and_watch(reports, state);
    return reports;
  }

  std::string train_and_watch(std::vector<ValidationReport>& reports, const TrainingState& state,
                              const Processes& processes = {}) const {
    std::vector<std::unique_ptr<TrainingListener>> listeners;
    listeners.push_back(std::make_unique<Validator>(corpus_, text_, vocabularies_));
    listeners.push_back(std::make_unique<Watch>(reports));
    Trainer trainer(config_, model(), corpus_, std::move(listeners), processes);
    trainer.restore(state);
    return trainer.run();
  }

  std::vector<int64_t> updates() {
    std::vector<int64_t> all;
    for (const ValidationReport& report : validations()) all.push_back(report.update);
    return all;
  }

  std::shared_ptr<TranslationModel> model() const {
    return made_in_turn(config_, vocabularies_.source.size());
  }

  static ParallelCorpus some_text() {
    ParallelCorpus text;
    for (int line = 0; line < 12; ++line) {
      text.source.push_back("a dog runs " + std::to_string(line));
      text.target.push_back("ein Hund rennt " + std::to_string(line) + " mal");
    }
    text.source[1] += std::string(60, 'x');
    return text;
  }

  static Vocabularies vocabularies_of(const ParallelCorpus& text) {
    VocabularyConfig config;
    config.size = 290;
    return make_vocabularies(config, text);
  }

  const ParallelCorpus text_ = some_text();
  Vocabularies vocabularies_;
  EncodedCorpus corpus_;
  Config config_;
  std::string ended_;
};

TEST_F(ValidatedRun, IsValidatedEverySoManyUpdatesAndAtItsEnd) {
  config_.training.max_updates = 7;
  config_.validation.every = 3;
  EXPECT_EQ(updates(), (std::vector<int64_t>{3, 6, 7}));
  config_.training.max_updates = 6;
  EXPECT_EQ(updates(), (std::vector<int64_t>{3, 6}));
}

TEST_F(ValidatedRun, TheLastValidationIsOfTheLastEpoch) {
  config_.training.max_epochs = 2;
  config_.validation.every = 1000;
  EXPECT_EQ(validations().back().epoch, 2);
  config_.training.max_epochs = 0;
  config_.training.max_updates = 1;
  EXPECT_EQ(validations().back().epoch, 1);
}

TEST_F(ValidatedRun, ProcessesComeToTheFiguresOfOne) {
  skip_without_gloo();
  config_.training.max_updates = 2;
  config_.optimizer.learning_rate = 0;  // the same weights in all
  const ValidationReport alone = validations().back();
  for (const int64_t size : {2, 5}) {
    const auto thrown = in_processes(size, [&](const Processes& processes) {
      std::vector<ValidationReport> reports;
      train_and_watch(reports, {}, processes);
      const ValidationReport& report = reports.back();
      EXPECT_EQ(report.loss, alone.loss);
      EXPECT_EQ(report.bleu, alone.bleu);
      EXPECT_EQ(report.chrf, alone.chrf);
      EXPECT_EQ(report.weights, alone.weights);
      EXPECT_EQ(report.examples.empty(), !processes.is_first());
    });
    EXPECT_THAT(thrown, testing::Each(""));
  }
}

TEST_F(ValidatedRun, IsValidatedAfterEachEpochOtherwise) {
  config_.training.max_updates = 9;
  config_.validation.every = 0;
  EXPECT_EQ(updates(), (std::vector<int64_t>{4, 8, 9}));
}

TEST_F(ValidatedRun, EndsWhereNothingGetsBetter) {
  config_.optimizer.kind = OptimizerKind::sgd;
  config_.optimizer.learning_rate = 1e-12;
  config_.training.max_updates = 100;
  config_.validation.every = 2;
  config_.validation.patience = 3;
  EXPECT_EQ(updates(), (std::vector<int64_t>{2, 4, 6, 8}));
  EXPECT_EQ(ended_, "no better validation in 3");
}

TEST_F(ValidatedRun, GoesOnNoFurtherWhereItHadEnded) {
  config_.validation.patience = 3;
  TrainingState state;
  state.stale = 3;
  EXPECT_TRUE(validations(state).empty());
  EXPECT_EQ(ended_, "no better validation in 3");
}

TEST_F(ValidatedRun, ReportsWhatTheModelDoes) {
  config_.training.max_updates = 1;
  const ValidationReport report = validations().at(0);
  EXPECT_DOUBLE_EQ(report.perplexity, std::exp(report.loss));
  EXPECT_GT(report.seconds, 0);
  EXPECT_NE(report.weights, "");
  ASSERT_EQ(report.examples.size(), 3u);
  EXPECT_EQ(report.examples[0].source, text_.source[0]);
  EXPECT_EQ(report.examples[1].source, text_.source[2]);  // the second has too many pieces
  EXPECT_EQ(report.examples[1].reference, text_.target[2]);
  EXPECT_EQ(report.examples[0].alignment.weights.size(),
            report.examples[0].alignment.target.size());
}

TEST_F(ValidatedRun, ReportsTheScoresOfTheTranslations) {
  config_.training.max_updates = 1;
  config_.optimizer.learning_rate = 1e-30;
  const ValidationReport report = validations().at(0);
  const Translator translator(model()->stepper(), vocabularies_, config_.search);
  std::vector<std::string> hypotheses;
  for (const auto& translation : translator.translate(text_.source)) {
    hypotheses.push_back(translation.text);
  }
  EXPECT_EQ(report.bleu, corpus_bleu(hypotheses, single_references(text_.target)).score);
  EXPECT_EQ(report.chrf, corpus_chrf(hypotheses, single_references(text_.target)).score);
  EXPECT_EQ(report.examples[0].translation, hypotheses[0]);
}

TEST_F(ValidatedRun, MeanCrossEntropyIsTheTrainingLossWithoutItsNoise) {
  const auto made = model();
  made->eval();
  std::vector<int64_t> rows(corpus_.size());
  std::iota(rows.begin(), rows.end(), 0);
  const Batch batch = make_batch(corpus_.pairs, rows);
  const torch::NoGradGuard no_grad;
  const Encoded encoded = made->encode(batch.source, batch.source_lengths, batch.source_mask);
  const Loss loss = made->loss(made->decode(encoded, batch.target_input), batch.target_output,
                               batch.target_mask, {});
  EXPECT_NEAR(mean_cross_entropy(*made->stepper(), corpus_, 5),
              loss.cross_entropy.item<double>() / static_cast<double>(batch.target_tokens), 1e-4);
}

}  // namespace
}  // namespace dragoman

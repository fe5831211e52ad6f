#include "dragoman/training/trainer.h"

#include <gtest/gtest.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

EncodedCorpus small_corpus() {
  EncodedCorpus corpus;
  for (int32_t pair = 0; pair < 23; ++pair) {
    EncodedPair encoded;
    for (int32_t word = 0; word < 2 + pair % 4; ++word) {
      encoded.source.push_back(4 + (pair * 3 + word) % 12);
      encoded.target.push_back(4 + (pair * 5 + word * 2) % 12);
    }
    corpus.pairs.push_back(encoded);
  }
  return corpus;
}

Config small_config() {
  Config config;
  config.model.embedding.width = 8;
  config.model.encoder.width = config.model.decoder.width = config.model.attention.width = 8;
  config.model.dropout = {.input = 0.2,
                          .recurrent = 0.2,
                          .output = 0.2,
                          .variational = true,
                          .source_word = 0.1,
                          .target_word = 0.1};
  config.batch.size = 4;
  config.schedule.warmup = 2;
  config.training.average = 0.1;
  config.training.max_epochs = 0;
  config.training.max_updates = 10;
  return config;
}

/// Everything that training changes, after `updates` updates from where `start` left off.
struct Trained {
  std::map<std::string, Tensor> weights, further;
  TrainingState state;
};

Trained train(const EncodedCorpus& corpus, Config config, int64_t updates,
              const Trained* start = nullptr) {
  config.training.max_updates = updates;
  Trainer trainer(config, make_model(config.model, {16, 16}, 1), corpus, {});
  if (start != nullptr) {
    for (const auto& [name, tensor] : trainer.weights()) tensor.copy_(start->weights.at(name));
    for (const auto& [name, tensor] : trainer.further_tensors())
      tensor.copy_(start->further.at(name));
    trainer.restore(start->state);
  }
  trainer.run();
  Trained run;
  for (const auto& [name, tensor] : trainer.weights()) run.weights[name] = tensor.clone();
  for (const auto& [name, tensor] : trainer.further_tensors()) run.further[name] = tensor.clone();
  run.state = trainer.state();
  return run;
}

void expect_equal(const std::map<std::string, Tensor>& a, const std::map<std::string, Tensor>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (const auto& [name, tensor] : a) EXPECT_TRUE(torch::equal(tensor, b.at(name))) << name;
}

TEST(Trainer, ARestoredRunEqualsTheUninterruptedOne) {
  const EncodedCorpus corpus = small_corpus();
  for (const OptimizerKind kind : {OptimizerKind::adam, OptimizerKind::adamw, OptimizerKind::sgd}) {
    for (const double average : {0.0, 0.1}) {
      Config config = small_config();
      config.optimizer.kind = kind;
      config.optimizer.momentum = 0.9;
      config.training.average = average;
      config.batch.accumulate = 2;
      const Trained whole = train(corpus, config, 10);
      const Trained first = train(corpus, config, 4);  // in the middle of an epoch
      const Trained resumed = train(corpus, config, 10, &first);
      expect_equal(resumed.weights, whole.weights);
      expect_equal(resumed.further, whole.further);
      EXPECT_EQ(resumed.state.position, whole.state.position);
      EXPECT_EQ(resumed.state.target_tokens, whole.state.target_tokens);
    }
  }
}

TEST(Trainer, AnotherSeedIsAnotherRun) {
  const EncodedCorpus corpus = small_corpus();
  Config config = small_config();
  const Trained one = train(corpus, config, 3);
  config.training.seed = 2;
  const Trained two = train(corpus, config, 3);
  EXPECT_FALSE(
      torch::equal(one.weights.at("target_embedding"), two.weights.at("target_embedding")));
}

TEST(Trainer, AccumulationAddsTheGradientsOfItsBatches) {
  const EncodedCorpus corpus = small_corpus();
  Config config = small_config();
  config.model.dropout = {.input = 0,
                          .recurrent = 0,
                          .output = 0,
                          .variational = false,
                          .source_word = 0,
                          .target_word = 0};
  config.batch.bucketing = 1;
  config.batch.size = 23;  // the whole corpus
  const Trained whole = train(corpus, config, 1);
  config.batch.size = 12;
  config.batch.accumulate = 2;  // 12 and 11 pairs: the whole corpus again
  const Trained parts = train(corpus, config, 1);
  for (const auto& [name, tensor] : whole.weights) {
    EXPECT_TRUE(torch::allclose(tensor, parts.weights.at(name), 1e-3, 1e-5)) << name;
  }
}

/// Records what a listener sees and stops after some updates.
class Recorder : public TrainingListener {
 public:
  explicit Recorder(std::vector<UpdateReport>& reports) : reports_(reports) {}
  void on_update(Trainer& trainer, const UpdateReport& report) override {
    reports_.push_back(report);
    if (report.update == 7) trainer.stop("enough");
  }

 private:
  std::vector<UpdateReport>& reports_;
};

TEST(Trainer, ReportsEveryUpdateAndStopsWhenAsked) {
  const EncodedCorpus corpus = small_corpus();
  const Config config = small_config();
  std::vector<UpdateReport> reports;
  std::vector<std::unique_ptr<TrainingListener>> listeners;
  listeners.push_back(std::make_unique<Recorder>(reports));
  Trainer trainer(config, make_model(config.model, {16, 16}, 1), corpus, std::move(listeners));
  EXPECT_EQ(trainer.run(), "enough");
  ASSERT_EQ(reports.size(), 7u);
  EXPECT_EQ(reports[0].epoch, 1);
  EXPECT_TRUE(reports[5].last_of_epoch);  // 23 pairs in batches of 4
  EXPECT_DOUBLE_EQ(reports[5].epoch_share, 1);
  EXPECT_EQ(reports[6].epoch, 2);
  EXPECT_GT(reports[0].gradient_norm, 0);
  EXPECT_DOUBLE_EQ(reports[0].learning_rate, config.optimizer.learning_rate / 2);
}

TEST(Trainer, ANonFiniteGradientEndsTheRun) {
  const EncodedCorpus corpus = small_corpus();
  const Config config = small_config();
  auto model = make_model(config.model, {16, 16}, 1);
  torch::NoGradGuard no_grad;
  model->named_parameters()["output_bias"].fill_(std::numeric_limits<float>::infinity());
  torch::AutoGradMode grad(true);
  Trainer trainer(config, model, corpus, {});
  EXPECT_THROW(trainer.run(), Error);
}

}  // namespace
}  // namespace dragoman

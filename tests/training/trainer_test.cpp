#include "dragoman/training/trainer.h"

#include <gtest/gtest.h>

#include "training/in_processes.h"
#include "training/small_run.h"

namespace dragoman {
namespace {

/// Everything that training changes, after `updates` updates from where `start` left off.
struct Trained {
  std::map<std::string, Tensor> weights, further;
  TrainingState state;
};

Trained train(const EncodedCorpus& corpus, Config config, int64_t updates,
              const Trained* start = nullptr, const Processes& processes = {}) {
  config.training.max_updates = updates;
  Trainer trainer(config, made_in_turn(config, 16), corpus, {}, processes);
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

TEST(Trainer, ARestoredRunDrawsTheSameForTwoPassesSpansAndPositions) {
  Config config = small_config();
  config.training.r_drop = 3;
  config.model.dropout.span = 0.4;
  config.model.dropout.attention = 0.3;
  const EncodedCorpus corpus = small_corpus();
  const Trained whole = train(corpus, config, 10);
  const Trained first = train(corpus, config, 4);
  const Trained resumed = train(corpus, config, 10, &first);
  expect_equal(resumed.weights, whole.weights);
  expect_equal(resumed.further, whole.further);
}

TEST(Trainer, ARestoredRunMixesTheSameSentences) {
  Config config = small_config();
  config.training.mixup = 0.5;
  const EncodedCorpus corpus = small_corpus();
  const Trained whole = train(corpus, config, 8);
  const Trained first = train(corpus, config, 3);
  expect_equal(train(corpus, config, 8, &first).weights, whole.weights);
  config.training.mixup = 0;
  EXPECT_FALSE(torch::equal(train(corpus, config, 8).weights.at("target_embedding"),
                            whole.weights.at("target_embedding")));
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
  Config config = without_dropout(small_config());
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

/// `count` times the same pair.
EncodedCorpus repeated_pair(size_t count) {
  EncodedCorpus corpus;
  corpus.pairs.assign(count, small_corpus().pairs[3]);
  return corpus;
}

TEST(Trainer, AnUpdateIsOfTheMeanOverTargetWords) {
  Config config = without_dropout(small_config());
  config.optimizer.kind = OptimizerKind::sgd;
  config.optimizer.clip_norm = 0;
  config.training.average = 0;
  config.batch.size = 1;
  const Trained one = train(repeated_pair(1), config, 1);
  config.batch.size = 4;
  const Trained four = train(repeated_pair(4), config, 1);
  config.batch.accumulate = 3;
  const Trained twelve = train(repeated_pair(12), config, 1);
  EXPECT_EQ(one.state.target_tokens, 6);  // five words and the end
  EXPECT_EQ(twelve.state.target_tokens, 72);
  for (const auto& [name, tensor] : one.weights) {
    EXPECT_TRUE(torch::allclose(tensor, four.weights.at(name), 1e-4, 1e-7)) << name;
    EXPECT_TRUE(torch::allclose(tensor, twelve.weights.at(name), 1e-4, 1e-7)) << name;
  }
}

TEST(Trainer, RDropPassesTwiceAndCountsEachWordOnce) {
  Config config = without_dropout(small_config());
  config.optimizer.kind = OptimizerKind::sgd;
  config.training.average = 0;
  const EncodedCorpus corpus = small_corpus();
  const Trained once = train(corpus, config, 3);
  config.training.r_drop = 5;
  const Trained twice = train(corpus, config, 3);
  EXPECT_EQ(twice.state.target_tokens, once.state.target_tokens);
  for (const auto& [name, tensor] : once.weights) {
    EXPECT_TRUE(torch::allclose(tensor, twice.weights.at(name), 1e-3, 1e-5))
        << name << ": without dropout both passes are the same";
  }
  config.model.dropout.output = 0.5;
  const Trained five = train(corpus, config, 3);
  config.training.r_drop = 0.01;
  EXPECT_FALSE(torch::equal(five.weights.at("target_embedding"),
                            train(corpus, config, 3).weights.at("target_embedding")));
}

/// How far the attention is from the links of the corpus, after some updates.
double attention_distance(const EncodedCorpus& corpus, const Config& config) {
  const auto model = made_in_turn(config, 16);
  Trainer(config, model, corpus, {}).run();
  const Batch batch = make_batch(corpus.pairs, {0, 1, 2, 3, 4, 5});
  const Encoded encoded = model->encode(batch.source, batch.source_lengths, batch.source_mask);
  const Tensor weights = model->decode(encoded, batch.target_input).weights;
  return guided_attention_loss(weights, batch.alignment).item<double>();
}

TEST(Trainer, GuidedAttentionComesToFollowTheLinks) {
  EncodedCorpus corpus = small_corpus();
  for (EncodedPair& pair : corpus.pairs) {
    const auto last = static_cast<int32_t>(pair.source.size()) - 1;
    for (int32_t word = 0; word <= last; ++word) pair.links.push_back({last - word, word});
  }
  Config config = without_dropout(small_config());
  config.optimizer.learning_rate = 0.02;
  config.training.average = 0;
  config.training.max_updates = 150;
  const double free = attention_distance(corpus, config);
  config.training.guided_attention = 5;
  EXPECT_LT(attention_distance(corpus, config), free / 3);
}

TEST(Trainer, EveryPartOfAnUpdateDrawsItsOwnDropout) {
  Config config = small_config();
  config.optimizer.kind = OptimizerKind::sgd;
  config.optimizer.clip_norm = 0;
  config.training.average = 0;
  config.batch.size = 4;
  const Trained once = train(repeated_pair(4), config, 1);
  config.batch.accumulate = 2;
  const Trained twice = train(repeated_pair(8), config, 1);
  EXPECT_FALSE(torch::allclose(once.weights.at("target_embedding"),
                               twice.weights.at("target_embedding"), 1e-4, 1e-7));
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
  const Config config = small_config();
  const auto run = WatchedRun::with<Recorder>(config);
  const std::vector<UpdateReport>& reports = run->reports;
  EXPECT_EQ(run->trainer->run(), "enough");
  ASSERT_EQ(reports.size(), 7u);
  EXPECT_EQ(reports[0].epoch, 1);
  EXPECT_TRUE(reports[5].last_of_epoch);  // 23 pairs in batches of 4
  EXPECT_DOUBLE_EQ(reports[5].epoch_share, 1);
  EXPECT_EQ(reports[6].epoch, 2);
  EXPECT_GT(reports[0].gradient_norm, 0);
  EXPECT_DOUBLE_EQ(reports[0].learning_rate, config.optimizer.learning_rate / 2);
}

TEST(Trainer, AnUpdateThatGoesOnIntoTheNextEpochEndsOne) {
  Config config = small_config();
  config.batch.accumulate = 4;  // of six batches an epoch
  const auto run = WatchedRun::with<Recorder>(config);
  run->trainer->run();
  const std::vector<UpdateReport>& reports = run->reports;
  ASSERT_EQ(reports.size(), 7u);
  const std::vector<bool> last = {false, true, true, false, true, true, false};
  const std::vector<int64_t> epochs = {1, 1, 2, 3, 3, 4, 5};
  for (size_t i = 0; i < reports.size(); ++i) {
    EXPECT_EQ(reports[i].last_of_epoch, last[i]) << i;
    EXPECT_EQ(reports[i].epoch, epochs[i]) << i;
  }
  EXPECT_DOUBLE_EQ(reports[1].epoch_share, 1);
}

/// What several processes come to, by rank, from where `start` left off.
std::vector<Trained> train_together(int64_t size, const EncodedCorpus& corpus, const Config& config,
                                    int64_t updates, const Trained* start = nullptr) {
  std::vector<Trained> trained(static_cast<size_t>(size));
  const auto thrown = in_processes(size, [&](const Processes& processes) {
    trained[static_cast<size_t>(processes.rank())] =
        train(corpus, config, updates, processes.is_first() ? start : nullptr, processes);
  });
  for (const std::string& error : thrown) EXPECT_EQ(error, "");
  return trained;
}

TEST(Trainer, ProcessesTrainAsOneWithSoManyPartsAnUpdate) {
  skip_without_gloo();
  const EncodedCorpus corpus = small_corpus();
  Config config = without_dropout(small_config());
  config.optimizer.kind = OptimizerKind::sgd;
  for (const int64_t size : {2, 3}) {
    config.batch.accumulate = 2;
    const std::vector<Trained> together = train_together(size, corpus, config, 20);
    config.batch.accumulate = 2 * size;
    const Trained alone = train(corpus, config, 20);
    for (const Trained& one : together) {
      expect_equal(one.weights, together.front().weights);
      expect_equal(one.further, together.front().further);
      for (const auto& [name, tensor] : one.weights) {
        EXPECT_LT((tensor - alone.weights.at(name)).abs().max().item<double>(), 1e-6) << name;
      }
      EXPECT_EQ(one.state.position, alone.state.position);
      EXPECT_EQ(one.state.target_tokens, alone.state.target_tokens);
    }
  }
}

TEST(Trainer, ProcessesBeginWhereTheFirstIs) {
  skip_without_gloo();
  const EncodedCorpus corpus = small_corpus();
  const Config config = without_dropout(small_config());
  const Trained whole = train_together(2, corpus, config, 10).front();
  const Trained half = train_together(2, corpus, config, 4).front();
  for (const Trained& resumed : train_together(2, corpus, config, 10, &half)) {
    expect_equal(resumed.weights, whole.weights);
    expect_equal(resumed.further, whole.further);
    EXPECT_EQ(resumed.state.position, whole.state.position);
  }
}

TEST(Trainer, ProcessesEndTogetherWhereOneIsAskedTo) {
  skip_without_gloo();
  std::vector<std::string> reasons(3);
  std::vector<size_t> updates(3);
  const auto thrown = in_processes(3, [&](const Processes& processes) {
    const EncodedCorpus corpus = small_corpus();
    std::vector<UpdateReport> reports;
    std::vector<std::unique_ptr<TrainingListener>> listeners;
    if (processes.rank() == 1) listeners.push_back(std::make_unique<Recorder>(reports));
    const Config config = small_config();
    Trainer trainer(config, made_in_turn(config, 16), corpus, std::move(listeners), processes);
    reasons[static_cast<size_t>(processes.rank())] = trainer.run();
    updates[static_cast<size_t>(processes.rank())] = static_cast<size_t>(trainer.state().update);
  });
  for (size_t rank = 0; rank < 3; ++rank) {
    EXPECT_EQ(thrown[rank], "");
    EXPECT_EQ(reasons[rank], "enough");
    EXPECT_EQ(updates[rank], 7u);
  }
}

TEST(Trainer, ReportsTheNormOfTheMeanGradient) {
  Config config = without_dropout(small_config());
  config.optimizer.kind = OptimizerKind::sgd;
  config.optimizer.momentum = config.optimizer.weight_decay = config.optimizer.clip_norm = 0;
  config.training.max_updates = 1;
  const auto run = WatchedRun::with<Recorder>(config);
  std::map<std::string, Tensor> before;
  for (const auto& [name, tensor] : run->trainer->weights()) before[name] = tensor.clone();
  run->trainer->run();
  double squares = 0;
  for (const auto& [name, tensor] : run->trainer->weights()) {
    const auto change = (tensor - before.at(name)).to(torch::kDouble);
    squares += change.square().sum().item<double>();
  }
  const UpdateReport& report = run->reports.at(0);
  EXPECT_NEAR(std::sqrt(squares) / report.learning_rate, report.gradient_norm,
              1e-3 * report.gradient_norm);
}

std::vector<double> rates_of(const Config& config) {
  const auto run = WatchedRun::with<Recorder>(config);
  run->trainer->run();
  std::vector<double> rates;
  for (const UpdateReport& report : run->reports) rates.push_back(report.learning_rate);
  return rates;
}

TEST(Trainer, AFallingRateEndsWithTheRun) {
  Config config = small_config();
  config.optimizer.learning_rate = 1;
  config.schedule = {.kind = ScheduleKind::linear, .warmup = 0};
  config.training.max_updates = 5;
  const std::vector<double> by_updates = rates_of(config);
  ASSERT_EQ(by_updates.size(), 5);
  for (size_t i = 0; i < 5; ++i) EXPECT_NEAR(by_updates[i], 0.8 - 0.2 * double(i), 1e-12);

  config.training.max_updates = 0;
  config.training.max_epochs = 1;
  const std::vector<double> by_epochs = rates_of(config);
  ASSERT_EQ(by_epochs.size(), 6);  // 23 pairs in batches of 4
  EXPECT_NEAR(by_epochs.back(), 0, 1e-12);
  for (size_t i = 1; i < 6; ++i) EXPECT_LE(by_epochs[i], by_epochs[i - 1] - 3.0 / 23 + 1e-12);
}

TEST(Trainer, EachSetbackHalvesTheRate) {
  const Config config = small_config();
  const auto run = WatchedRun::with<Recorder>(config);
  run->trainer->set_back(2);
  run->trainer->run();
  EXPECT_DOUBLE_EQ(run->reports[0].learning_rate, config.optimizer.learning_rate / 2 / 4);
  EXPECT_EQ(run->trainer->state().setbacks, 2);
}

TEST(Trainer, EqualRunsHaveEqualFingerprints) {
  const EncodedCorpus corpus = small_corpus();
  const auto fingerprint_after = [&](int64_t updates, int64_t seed) {
    Config config = small_config();
    config.training.max_updates = updates;
    config.training.seed = seed;
    Trainer trainer(config, make_model(config.model, {16, 16}, 1), corpus, {});
    trainer.run();
    return trainer.fingerprint();
  };
  EXPECT_EQ(fingerprint_after(3, 1), fingerprint_after(3, 1));
  EXPECT_NE(fingerprint_after(3, 1), fingerprint_after(4, 1));
  EXPECT_NE(fingerprint_after(3, 1), fingerprint_after(3, 2));
}

TEST(Trainer, EndsAfterTheEpochsAsked) {
  Config config = small_config();
  config.training.max_updates = 0;
  config.training.max_epochs = 2;
  const EncodedCorpus corpus = small_corpus();
  Trainer trainer(config, make_model(config.model, {16, 16}, 1), corpus, {});
  trainer.run();
  EXPECT_EQ(trainer.state().update, 12);  // 23 pairs in batches of 4
  EXPECT_EQ(trainer.state().position, (BatchLoader::Position{2, 0, 0}));
}

}  // namespace
}  // namespace dragoman

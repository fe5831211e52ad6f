#include "dragoman/training/trainer.h"

#include <atomic>
#include <cstring>
#include <limits>
#include <new>

#include <gtest/gtest.h>

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

Config without_dropout(Config config) {
  config.model.dropout = {.input = 0,
                          .recurrent = 0,
                          .output = 0,
                          .variational = false,
                          .source_word = 0,
                          .target_word = 0};
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

/// Makes one bias infinite before update `from` and takes it back before update `to`.
class Spoiler : public TrainingListener {
 public:
  Spoiler(int64_t from, int64_t to, std::vector<UpdateReport>& reports)
      : from_(from), to_(to), reports_(reports) {}
  void on_start(Trainer& trainer) override { spoil(trainer, 1); }
  void on_update(Trainer& trainer, const UpdateReport& report) override {
    reports_.push_back(report);
    spoil(trainer, report.update + 1);
  }

 private:
  void spoil(Trainer& trainer, int64_t next) {
    const torch::NoGradGuard no_grad;
    Tensor bias = trainer.model().named_parameters()["output_bias"];
    if (next == from_) {
      kept_ = bias.clone();
      bias.fill_(std::numeric_limits<float>::infinity());
    }
    if (next == to_) bias.copy_(kept_);
  }

  int64_t from_, to_;
  std::vector<UpdateReport>& reports_;
  Tensor kept_;
};

TEST(Trainer, SkipsUpdatesWithoutAFiniteGradient) {
  const EncodedCorpus corpus = small_corpus();
  std::vector<UpdateReport> reports;
  std::vector<std::unique_ptr<TrainingListener>> listeners;
  listeners.push_back(std::make_unique<Spoiler>(3, 5, reports));
  Config config = small_config();
  config.training.average = 0;
  Trainer trainer(config, make_model(config.model, {16, 16}, 1), corpus, std::move(listeners));
  trainer.run();
  EXPECT_FALSE(trainer.has_diverged());
  ASSERT_EQ(reports.size(), 10u);
  for (const UpdateReport& report : reports) {
    EXPECT_EQ(report.skipped, report.update == 3 || report.update == 4) << report.update;
  }
  EXPECT_EQ(trainer.state().skipped, 0);
  EXPECT_TRUE(trainer.is_finite());
}

TEST(Trainer, HasDivergedAfterSoManySkippedUpdatesInARow) {
  const EncodedCorpus corpus = small_corpus();
  std::vector<UpdateReport> reports;
  std::vector<std::unique_ptr<TrainingListener>> listeners;
  listeners.push_back(std::make_unique<Spoiler>(2, 0, reports));
  Config config = small_config();
  config.training.skipped = 3;
  Trainer trainer(config, make_model(config.model, {16, 16}, 1), corpus, std::move(listeners));
  EXPECT_EQ(trainer.run(), "update 4: loss or gradient is not finite");
  EXPECT_TRUE(trainer.has_diverged());
  EXPECT_EQ(reports.size(), 4u);
}

TEST(Trainer, HasDivergedWhereItsLastUpdateLeavesWeightsThatAreNotFinite) {
  const EncodedCorpus corpus = small_corpus();
  std::vector<UpdateReport> reports;
  std::vector<std::unique_ptr<TrainingListener>> listeners;
  listeners.push_back(std::make_unique<Spoiler>(11, 0, reports));
  const Config config = small_config();
  Trainer trainer(config, make_model(config.model, {16, 16}, 1), corpus, std::move(listeners));
  EXPECT_EQ(trainer.run(), "update 10: a weight is not finite");
  EXPECT_TRUE(trainer.has_diverged());
}

TEST(Trainer, EachSetbackHalvesTheRate) {
  const EncodedCorpus corpus = small_corpus();
  std::vector<UpdateReport> reports;
  std::vector<std::unique_ptr<TrainingListener>> listeners;
  listeners.push_back(std::make_unique<Recorder>(reports));
  const Config config = small_config();
  Trainer trainer(config, make_model(config.model, {16, 16}, 1), corpus, std::move(listeners));
  trainer.set_back(2);
  trainer.run();
  EXPECT_DOUBLE_EQ(reports[0].learning_rate, config.optimizer.learning_rate / 2 / 4);
  EXPECT_EQ(trainer.state().setbacks, 2);
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

/// LibTorch's memory on the CPU with less of it: once so much is in use, no more is given.
class ScarceMemory : public c10::Allocator {
 public:
  explicit ScarceMemory(size_t bytes) : usual_(c10::GetAllocator(c10::kCPU)), limit_(bytes) {
    c10::SetAllocator(c10::kCPU, this);
  }
  ~ScarceMemory() override { c10::SetAllocator(c10::kCPU, usual_); }

  // One of the two is LibTorch's own, by its version; copying is only asked for in newer ones.
  c10::DataPtr allocate(size_t bytes) const { return given(bytes); }
  c10::DataPtr allocate(size_t bytes) { return given(bytes); }
  void copy_data(void* to, const void* from, size_t bytes) const { std::memcpy(to, from, bytes); }
  int refusals() const { return refusals_; }

 private:
  c10::DataPtr given(size_t bytes) const {
    if (in_use() + bytes > limit_) {
      ++refusals_;
      throw std::bad_alloc();
    }
    in_use() += bytes;
    auto* memory = new Memory{usual_->allocate(bytes), bytes};
    return {memory->data.get(), memory, &release, c10::Device(c10::kCPU)};
  }

  struct Memory {
    c10::DataPtr data;
    size_t bytes;
  };
  static std::atomic<size_t>& in_use() {
    static std::atomic<size_t> bytes;
    return bytes;
  }
  static void release(void* memory) {
    in_use() -= static_cast<Memory*>(memory)->bytes;
    delete static_cast<Memory*>(memory);
  }

  c10::Allocator* usual_;
  size_t limit_;
  mutable int refusals_ = 0;
};

TEST(Trainer, TakesABatchInPartsThatMemoryDoesNotSufficeFor) {
  const EncodedCorpus corpus = small_corpus();
  for (const Kernels kernels : {Kernels::fast, Kernels::reference}) {
    Config config = without_dropout(small_config());
    config.batch.size = 12;
    config.batch.accumulate = 2;
    const auto trained = [&](size_t memory, int& refusals) {
      Config once = config;
      once.training.max_updates = 1;
      once.runtime.kernels = kernels;
      const auto model = make_model(once.model, {16, 16}, 1, {kernels, Precision::fp32});
      Trainer trainer(once, model, corpus, {});
      const ScarceMemory scarce(memory);
      trainer.run();
      refusals = scarce.refusals();
      std::map<std::string, Tensor> weights;
      for (const auto& [name, tensor] : trainer.further_tensors()) weights[name] = tensor.clone();
      return weights;
    };
    int none = 0, some = 0;
    const auto whole = trained(size_t{1} << 30, none);
    const auto parts = trained(size_t{60} << 10, some);
    EXPECT_EQ(none, 0);
    EXPECT_GT(some, 0);
    for (const auto& [name, moment] : whole) {
      EXPECT_TRUE(torch::allclose(moment, parts.at(name), 1e-5, 1e-8)) << name;
    }
  }
}

}  // namespace
}  // namespace dragoman

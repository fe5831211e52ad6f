#include <atomic>
#include <cstring>
#include <limits>
#include <new>

#include <gtest/gtest.h>

#include "training/small_run.h"

namespace dragoman {
namespace {

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
  Config config = small_config();
  config.training.average = 0;
  const auto run = WatchedRun::with<Spoiler>(config, 3, 5);
  run->trainer->run();
  EXPECT_FALSE(run->trainer->has_diverged());
  ASSERT_EQ(run->reports.size(), 10u);
  for (const UpdateReport& report : run->reports) {
    EXPECT_EQ(report.skipped, report.update == 3 || report.update == 4) << report.update;
  }
  EXPECT_EQ(run->trainer->state().skipped, 0);
  EXPECT_TRUE(run->trainer->is_finite());
}

TEST(Trainer, HasDivergedAfterSoManySkippedUpdatesInARow) {
  Config config = small_config();
  config.training.skipped = 3;
  const auto run = WatchedRun::with<Spoiler>(config, 2, 0);
  EXPECT_EQ(run->trainer->run(), "update 4: loss or gradient is not finite");
  EXPECT_TRUE(run->trainer->has_diverged());
  EXPECT_EQ(run->reports.size(), 4u);
}

TEST(Trainer, HasDivergedWhereItsLastUpdateLeavesWeightsThatAreNotFinite) {
  const Config config = small_config();
  const auto run = WatchedRun::with<Spoiler>(config, 11, 0);
  EXPECT_EQ(run->trainer->run(), "update 10: a weight is not finite");
  EXPECT_TRUE(run->trainer->has_diverged());
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
    const auto parts = trained(size_t{68} << 10, some);
    EXPECT_EQ(none, 0);
    EXPECT_GT(some, 0);
    for (const auto& [name, moment] : whole) {
      EXPECT_TRUE(torch::allclose(moment, parts.at(name), 1e-5, 1e-8)) << name;
    }
  }
}

TEST(Trainer, EndsWhereNotEvenOnePairFits) {
  const EncodedCorpus corpus = small_corpus();
  const Config config = small_config();
  Trainer trainer(config, make_model(config.model, {16, 16}, 1), corpus, {});
  const ScarceMemory scarce(1 << 10);
  EXPECT_THROW(trainer.run(), std::exception);
  EXPECT_GT(scarce.refusals(), 0);
}

}  // namespace
}  // namespace dragoman

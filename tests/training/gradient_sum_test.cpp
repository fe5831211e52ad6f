#include "training/gradient_sum.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "training/in_processes.h"
#include "training/small_run.h"

namespace dragoman {
namespace {

/// An encoder of one weight, and a decoder of another that is applied to what it gives.
struct TwoParts : torch::nn::Module {
  TwoParts() {
    struct Part : torch::nn::Module {
      explicit Part(double value) { register_parameter("weight", torch::full({3}, value)); }
    };
    register_module("encoder", std::make_shared<Part>(2.0));
    register_module("decoder", std::make_shared<Part>(5.0));
  }
};

class GradientsOfProcesses : public testing::Test {
 protected:
  void SetUp() override { skip_without_gloo(); }

  /// What 2 processes come to, whose inputs are 1 and 10; `is_looked_at`: whether the decoder looks
  /// at the encoder's memory.
  static void expect_sums(bool is_looked_at) {
    const auto thrown = in_processes(2, [&](const Processes& processes) {
      TwoParts model;
      const FlatParameters flat(model);
      const auto weights = model.named_parameters();
      GradientSum sum(processes, flat);
      const double input = processes.is_first() ? 1 : 10;
      const Tensor memory = weights["encoder.weight"] * input;
      sum.watch(memory);
      EXPECT_FALSE(sum.has_begun());
      const Tensor read = is_looked_at ? memory : memory.detach() * 2;
      (weights["decoder.weight"] * read).sum().backward();
      EXPECT_EQ(sum.has_begun(), is_looked_at);
      sum.finish();
      const double seen = is_looked_at ? 1 : 2;
      EXPECT_TRUE(torch::equal(weights["decoder.weight"].grad(), torch::full({3}, 22.0 * seen)));
      EXPECT_TRUE(torch::equal(weights["encoder.weight"].grad(),
                               torch::full({3}, is_looked_at ? 55.0 : 0.0)));
    });
    EXPECT_THAT(thrown, testing::Each(""));
  }
};

TEST_F(GradientsOfProcesses, AreAddedUpWhileTheEncodersAreMade) {
  expect_sums(true);
}

TEST_F(GradientsOfProcesses, AreAddedUpWhereNoMemoryIsLookedAt) {
  expect_sums(false);
}

TEST(GradientSum, OfOneProcessIsItsOwn) {
  TwoParts model;
  const FlatParameters flat(model);
  GradientSum sum({}, flat);
  const Tensor memory = model.named_parameters()["encoder.weight"] * 1;
  sum.watch(memory);
  memory.sum().backward();
  EXPECT_FALSE(sum.has_begun());
  sum.finish();
  EXPECT_TRUE(torch::equal(model.named_parameters()["encoder.weight"].grad(), torch::ones({3})));
}

/// Every decoder's gradients are whole where it says so: else sums would lack what came later.
TEST_F(GradientsOfProcesses, AreThoseThatOneComesToWithEveryDecoderAndKernels) {
  const EncodedCorpus corpus = small_corpus();
  for (const DecoderKind decoder :
       {DecoderKind::luong, DecoderKind::bahdanau, DecoderKind::conditional}) {
    for (const Kernels kernels : {Kernels::fast, Kernels::reference}) {
      Config config = without_dropout(small_config());
      config.model.decoder.kind = decoder;
      config.optimizer.kind = OptimizerKind::sgd;
      config.optimizer.learning_rate = 0.5;
      config.training.max_updates = 3;
      const auto weights_of = [&](int64_t accumulate, const Processes& processes) {
        Config own = config;
        own.batch.accumulate = accumulate;
        Trainer trainer(own, made_in_turn(own, 16, {kernels, Precision::fp32}), corpus, {},
                        processes);
        trainer.run();
        return trainer.weights();
      };
      const auto alone = weights_of(2, {});
      const auto thrown = in_processes(2, [&](const Processes& processes) {
        for (const auto& [name, tensor] : weights_of(1, processes)) {
          EXPECT_LT((tensor - alone.at(name)).abs().max().item<double>(), 1e-6) << name;
        }
      });
      EXPECT_THAT(thrown, testing::Each(""));
    }
  }
}

}  // namespace
}  // namespace dragoman

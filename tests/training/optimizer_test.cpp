#include "dragoman/training/optimizer.h"

#include <cmath>
#include <functional>
#include <memory>

#include <gtest/gtest.h>
#include <torch/optim/adam.h>
#include <torch/optim/adamw.h>
#include <torch/optim/sgd.h>

namespace dragoman {
namespace {

Tensor number(double value) {
  return torch::tensor(value, torch::kDouble);
}

using MakePeer = std::function<std::unique_ptr<torch::optim::Optimizer>(std::vector<Tensor>)>;

struct Case {
  std::string name;
  OptimizerConfig config;
  MakePeer make_peer;
};

/// Ours and LibTorch's optimiser over the same gradients stay together.
void expect_equal_to_peer(const Case& tested, torch::Dtype dtype, double tolerance) {
  torch::manual_seed(1);
  const Tensor values = torch::randn(101, dtype);
  Tensor peer_values = values.clone().requires_grad_(true);
  Optimizer optimizer(tested.config, values);
  const auto peer = tested.make_peer({peer_values});
  for (int64_t update = 1; update <= 20; ++update) {
    const Tensor gradients = torch::randn(101, dtype);
    peer_values.mutable_grad() = gradients * 0.5;
    peer->step();
    optimizer.update(gradients, number(0.5), tested.config.learning_rate, update);
    EXPECT_TRUE(torch::equal(gradients, torch::zeros_like(gradients)));
  }
  EXPECT_TRUE(torch::allclose(values, peer_values, tolerance, tolerance))
      << (values - peer_values).abs().max();
}

/// The average kept in the pass of an update is that of the values it made.
void expect_average(const OptimizerConfig& config) {
  torch::manual_seed(2);
  const Tensor values = torch::randn(101, torch::kDouble), average = torch::randn_like(values);
  const Tensor before = average.clone();
  Optimizer(config, values).update(torch::randn_like(values), number(1), 0.1, 1, {average, 0.25});
  EXPECT_TRUE(torch::allclose(average, before + 0.25 * (values - before), 1e-12, 1e-12));
}

class EveryOptimizer : public testing::TestWithParam<Case> {};

TEST_P(EveryOptimizer, EqualsLibTorchs) {
  expect_equal_to_peer(GetParam(), torch::kDouble, 1e-12);
  expect_equal_to_peer(GetParam(), torch::kFloat, 1e-5);
}

TEST_P(EveryOptimizer, MovesTheAverageTowardsTheNewValues) {
  expect_average(GetParam().config);
}

std::vector<Case> cases() {
  using namespace torch::optim;
  const auto adam = [](OptimizerKind kind, double decay) {
    OptimizerConfig config;
    config.kind = kind;
    config.learning_rate = 0.01;
    config.weight_decay = decay;
    return config;
  };
  const auto sgd = [](double momentum, double decay) {
    OptimizerConfig config;
    config.kind = OptimizerKind::sgd;
    config.learning_rate = 0.1;
    config.momentum = momentum;
    config.weight_decay = decay;
    return config;
  };
  const auto adam_peer = [](double decay) {
    return [decay](std::vector<Tensor> values) {
      return std::make_unique<Adam>(values, AdamOptions(0.01).weight_decay(decay));
    };
  };
  const auto sgd_peer = [](double momentum, double decay) {
    return [=](std::vector<Tensor> values) {
      return std::make_unique<SGD>(values, SGDOptions(0.1).momentum(momentum).weight_decay(decay));
    };
  };
  return {{"adam", adam(OptimizerKind::adam, 0), adam_peer(0)},
          {"adam_decay", adam(OptimizerKind::adam, 0.1), adam_peer(0.1)},
          {"adamw", adam(OptimizerKind::adamw, 0.1),
           [](std::vector<Tensor> values) {
             return std::make_unique<AdamW>(values, AdamWOptions(0.01).weight_decay(0.1));
           }},
          {"sgd", sgd(0, 0), sgd_peer(0, 0)},
          {"sgd_momentum", sgd(0.9, 0), sgd_peer(0.9, 0)},
          {"sgd_momentum_decay", sgd(0.9, 0.1), sgd_peer(0.9, 0.1)}};
}

INSTANTIATE_TEST_SUITE_P(All, EveryOptimizer, testing::ValuesIn(cases()),
                         [](const auto& tested) { return tested.param.name; });

TEST_P(EveryOptimizer, SparesVectorsTheDecay) {
  const OptimizerConfig decaying = GetParam().config;
  OptimizerConfig plain = decaying;
  plain.weight_decay = 0;
  torch::manual_seed(3);
  const Tensor start = torch::randn(48, torch::kDouble), gradients = torch::randn_like(start);
  const auto updated = [&](const OptimizerConfig& config,
                           std::vector<FlatParameters::Stretch> stretches) {
    const Tensor values = start.clone(), average = start.clone();
    Optimizer(config, values, std::move(stretches))
        .update(gradients.clone(), number(1), 0.1, 1, {average, 0.5});
    return torch::stack({values, average});
  };
  const Tensor got = updated(decaying, {{0, 16, true}, {16, 32, false}, {32, 48, true}});
  const Tensor decayed = updated(decaying, {}), spared = updated(plain, {});
  EXPECT_TRUE(torch::equal(got.narrow(1, 0, 16), decayed.narrow(1, 0, 16)));
  EXPECT_TRUE(torch::equal(got.narrow(1, 16, 16), spared.narrow(1, 16, 16)));
  EXPECT_TRUE(torch::equal(got.narrow(1, 32, 16), decayed.narrow(1, 32, 16)));
}

TEST_P(EveryOptimizer, OnlyForgetsGradientsWithoutAFiniteScale) {
  for (const double bad : {double{NAN}, double{INFINITY}}) {
    const Tensor values = torch::randn(9, torch::kDouble), average = torch::randn_like(values);
    const Tensor gradients = torch::randn_like(values);
    const std::vector<Tensor> before = {values.clone(), average.clone()};
    Optimizer optimizer(GetParam().config, values);
    optimizer.update(gradients, number(bad), 0.1, 1, {average, 0.25});
    EXPECT_TRUE(torch::equal(values, before[0]));
    EXPECT_TRUE(torch::equal(average, before[1]));
    EXPECT_FALSE(gradients.any().item<bool>());
    for (const auto& [name, moment] : optimizer.state()) {
      EXPECT_FALSE(moment.any().item<bool>()) << name;
    }
  }
}

TEST(ClippedScale, IsTheMeanBelowTheLimitAndClipsAbove) {
  const auto scale = [](double norm, double clip_norm) {
    return clipped_scale(number(norm), number(10), clip_norm).item<double>();
  };
  EXPECT_DOUBLE_EQ(scale(5, 1), 0.1);       // mean norm 0.5
  EXPECT_DOUBLE_EQ(scale(40, 1), 0.1 / 4);  // mean norm 4
  EXPECT_DOUBLE_EQ(scale(40, 0), 0.1);      // no limit
  EXPECT_DOUBLE_EQ(scale(0, 1), 0.1);
  for (const double limit : {0.0, 1.0}) {
    EXPECT_TRUE(std::isnan(scale(INFINITY, limit)));
    EXPECT_TRUE(std::isnan(scale(std::nan(""), limit)));
  }
}

}  // namespace
}  // namespace dragoman

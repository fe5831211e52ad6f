#include "dragoman/training/averaged_weights.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

/// Moves the average as the optimiser does.
void update(const AveragedWeights& average, const torch::Tensor& values, int64_t number) {
  const AveragedWeights::Step step = average.step(number);
  if (step.average.defined()) torch::Tensor(step.average).lerp_(values, step.weight);
}

TEST(AveragedWeights, MovesByTheRateOnceTheFirstUpdatesAreOver) {
  const Tensor values = torch::zeros(3);
  AveragedWeights average(0.1, values);
  update(average, torch::ones(3), 1000);
  EXPECT_TRUE(torch::allclose(average.average(), torch::full({3}, 0.1)));
}

TEST(AveragedWeights, TheFirstUpdateReplacesTheInitialWeights) {
  AveragedWeights average(0.001, torch::zeros(3));
  update(average, torch::ones(3), 1);
  EXPECT_TRUE(torch::equal(average.average(), torch::ones(3)));
}

TEST(AveragedWeights, TheGuardExchangesAndRestores) {
  const Tensor values = torch::zeros(3);
  AveragedWeights average(0.1, values);
  update(average, torch::ones(3), 1);
  {
    const auto guard = average.use(values);
    EXPECT_TRUE(torch::equal(values, torch::ones(3)));
  }
  EXPECT_TRUE(torch::equal(values, torch::zeros(3)));
  EXPECT_TRUE(torch::equal(average.average(), torch::ones(3)));
}

TEST(AveragedWeights, RateZeroKeepsNone) {
  const Tensor values = torch::ones(3);
  AveragedWeights average(0, values);
  update(average, values, 1);
  EXPECT_FALSE(average.average().defined());
  const auto guard = average.use(values);
  EXPECT_TRUE(torch::equal(values, torch::ones(3)));
}

}  // namespace
}  // namespace dragoman

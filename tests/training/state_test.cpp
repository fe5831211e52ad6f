#include "dragoman/training/state.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "dragoman/training/state_json.h"

namespace dragoman {
namespace {

ValidationReport validation(int64_t update, double bleu, double loss = 1) {
  ValidationReport report;
  report.update = update;
  report.bleu = bleu;
  report.loss = loss;
  return report;
}

TEST(AfterValidation, KeepsTheBestAndCountsTheStale) {
  const Config config;
  TrainingState state;
  ValidationReport first = validation(10, 20), second = validation(20, 19),
                   third = validation(30, 21);
  state = after_validation(state, first, config);
  EXPECT_TRUE(first.best);
  state = after_validation(state, second, config);
  EXPECT_FALSE(second.best);
  EXPECT_EQ(state.stale, 1);
  EXPECT_EQ(state.best_update, 10);
  state = after_validation(state, third, config);
  EXPECT_TRUE(third.best);
  EXPECT_EQ(state.stale, 0);
  EXPECT_DOUBLE_EQ(state.best, 21);
  EXPECT_EQ(state.history.size(), 3u);
}

TEST(AfterValidation, ALowerLossIsBetter) {
  Config config;
  config.validation.metric = Metric::loss;
  TrainingState state;
  ValidationReport first = validation(10, 20, 3), second = validation(20, 19, 2);
  state = after_validation(after_validation(state, first, config), second, config);
  EXPECT_EQ(state.best_update, 20);
}

TEST(AfterValidation, APlateauReducesTheRateAfterItsPatience) {
  Config config;
  config.schedule.kind = ScheduleKind::plateau;
  config.schedule.patience = 2;
  TrainingState state;
  const std::vector<double> scores = {20, 19, 18, 17, 16, 25};
  const std::vector<int64_t> reductions = {0, 0, 1, 1, 2, 2};
  for (size_t index = 0; index < scores.size(); ++index) {
    ValidationReport report = validation(static_cast<int64_t>(index) + 1, scores[index]);
    state = after_validation(state, report, config);
    EXPECT_EQ(state.reductions, reductions[index]) << "after validation " << index;
  }
}

TEST(AfterValidation, WithoutAFiniteLossIsNeverTheBest) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const Config config;
  TrainingState state;
  ValidationReport broken = validation(10, 0, nan), whole = validation(20, 1, 7);
  state = after_validation(state, broken, config);
  EXPECT_FALSE(broken.best);
  EXPECT_EQ(state.best_update, 0);
  state = after_validation(state, whole, config);
  EXPECT_TRUE(whole.best);
  state.best = nan;  // as older versions could have it
  ValidationReport next = validation(30, 0.5, 7);
  EXPECT_EQ(after_validation(state, next, config).best_update, 30);
}

TEST(TrainingState, WithoutFiniteLossesSurvivesJson) {
  TrainingState state;
  state.history = {validation(10, 0, std::numeric_limits<double>::infinity()),
                   validation(20, 0, 800)};
  state.history.back().perplexity = std::exp(800);
  const auto read = nlohmann::json::parse(nlohmann::json(state).dump()).get<TrainingState>();
  EXPECT_TRUE(std::isnan(read.history[0].loss));
  EXPECT_EQ(read.history[1].loss, 800);
  EXPECT_EQ(read.history[1].perplexity, std::numeric_limits<double>::infinity());
}

TEST(TrainingState, HoldsNoTimes) {
  TrainingState state;
  state.history = {validation(10, 1)};
  const nlohmann::json before = state;
  state.seconds = 12.5;
  state.history.back().seconds = 3;
  EXPECT_EQ(nlohmann::json(state), before);
}

TEST(TrainingState, SurvivesJson) {
  TrainingState state;
  state.update = 123;
  state.position = {4, 7, 56};
  state.target_tokens = 7890;
  state.skipped = 4;
  state.setbacks = 2;
  state.best = 33.3;
  state.best_update = 100;
  state.stale = 2;
  state.since_reduction = 1;
  state.reductions = 3;
  state.history = {validation(100, 33.3, 0.1 + 0.2)};
  const auto text = nlohmann::json(state).dump();
  const auto read = nlohmann::json::parse(text).get<TrainingState>();
  EXPECT_EQ(nlohmann::json(read).dump(), text);
  EXPECT_EQ(read.skipped, 4);
  EXPECT_EQ(read.setbacks, 2);
  EXPECT_EQ(read.position, state.position);
  EXPECT_EQ(read.history[0].loss, state.history[0].loss);
}

}  // namespace
}  // namespace dragoman

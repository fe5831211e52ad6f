#include "dragoman/report/progress.h"

#include <sstream>

#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include "report/count.h"
#include "training/small_run.h"

namespace dragoman {
namespace {

TEST(FormatDuration, UsesTheTwoLargestUnits) {
  EXPECT_EQ(format_duration(11.6), "12s");
  EXPECT_EQ(format_duration(59.6), "1m 00s");
  EXPECT_EQ(format_duration(200), "3m 20s");
  EXPECT_EQ(format_duration(7500), "2h 05m");
}

TEST(ProgressWindow, WeighsUpdatesByTheirWords) {
  ProgressWindow window;
  window.add({.cross_entropy = 2, .target_tokens = 10, .seconds = 1});
  window.add({.cross_entropy = 5, .target_tokens = 30, .seconds = 3});
  EXPECT_EQ(window.words, 40);
  EXPECT_DOUBLE_EQ(window.loss, 170);
  EXPECT_DOUBLE_EQ(window.seconds, 4);
  EXPECT_DOUBLE_EQ(window.mean_loss(), 4.25);
  EXPECT_DOUBLE_EQ(window.words_per_second(), 10);
}

/// What is logged in a run of 5 updates, a line of it every two. @param done updates before
std::string logged(bool terminal, std::ostream& out, int64_t done = 0) {
  std::ostringstream text;
  const auto before = spdlog::default_logger();
  spdlog::set_default_logger(std::make_shared<spdlog::logger>(
      "progress", std::make_shared<spdlog::sinks::ostream_sink_st>(text)));
  spdlog::set_pattern("%v");
  Config config = small_config();
  config.training.max_updates = 5;
  config.training.log_every = 2;
  const EncodedCorpus corpus = small_corpus();
  std::vector<std::unique_ptr<TrainingListener>> listeners;
  listeners.push_back(std::make_unique<Progress>(out, terminal));
  Trainer trainer(config, make_model(config.model, {16, 16}, 1), corpus, std::move(listeners));
  TrainingState state;
  state.update = done;
  trainer.restore(state);
  trainer.run();
  spdlog::set_default_logger(before);
  return text.str();
}

TEST(Progress, IsALineEverySoManyUpdatesWhereThereIsNoTerminal) {
  std::ostringstream out;
  const std::string text = logged(false, out);
  EXPECT_EQ(count(text, "tokens/s  rate"), 2u) << text;
  EXPECT_EQ(count(text, "epoch 1  update 2  loss "), 1u) << text;
  EXPECT_EQ(count(text, "epoch 1  update 4  loss "), 1u) << text;
  EXPECT_EQ(count(text, "  left "), 2u) << text;
  EXPECT_EQ(count(text, "; 5 updates, "), 1u) << text;
  EXPECT_EQ(out.str(), "");
}

TEST(Progress, IsDrawnInPlaceOnATerminal) {
  std::ostringstream out;
  EXPECT_EQ(count(logged(true, out), "tokens/s  rate"), 0u);
  EXPECT_EQ(out.str().rfind("\r\033[Kepoch 1  update 1  loss ", 0), 0u) << out.str();
}

TEST(Pace, IsThatSinceTheRunWasFirstSeen) {
  Pace pace;
  EXPECT_EQ(pace.left(0.25, 100), std::nullopt);
  EXPECT_EQ(pace.left(0.25, 101), std::nullopt);
  EXPECT_DOUBLE_EQ(*pace.left(0.5, 110), 20);
  EXPECT_DOUBLE_EQ(*pace.left(1, 160), 0);
}

TEST(Progress, CountsFromWhereARunGoesOn) {
  std::ostringstream out;
  const std::string text = logged(false, out, 3);
  EXPECT_EQ(count(text, "going on after update 3, epoch 1"), 1u) << text;
  EXPECT_EQ(count(text, "; 2 updates, "), 1u) << text;
  EXPECT_EQ(count(text, " since update 3"), 1u) << text;
}

}  // namespace
}  // namespace dragoman

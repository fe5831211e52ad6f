#include "dragoman/report/metrics_log.h"

#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dragoman/text/encoded_corpus.h"
#include "dragoman/training/trainer.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

std::vector<nlohmann::json> read(const fs::path& path) {
  std::vector<nlohmann::json> lines;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

class MetricsLogTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::remove(path_);
    config_.model.embedding.width = config_.model.encoder.width = 4;
    config_.model.decoder.width = config_.model.attention.width = 4;
    config_.training.log_every = 2;
    corpus_.pairs = {{{4, 5}, {4}}};
  }

  Trainer trainer() { return {config_, make_model(config_.model, {8, 8}, 1), corpus_, {}}; }

  const fs::path path_ = fs::path(testing::TempDir()) / "metrics_log.jsonl";
  Config config_;
  EncodedCorpus corpus_;
};

TEST_F(MetricsLogTest, WritesAnObjectALine) {
  Trainer run = trainer();
  MetricsLog log(path_);
  log.on_start(run);
  log.on_update(run, {.update = 1, .cross_entropy = 3});
  log.on_update(run, {.update = 2, .cross_entropy = 2.5});
  ValidationReport validation;
  validation.update = 2;
  validation.bleu = 12.5;
  log.on_validation(run, validation);
  const auto lines = read(path_);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].at("event"), "update");
  EXPECT_EQ(lines[0].at("cross_entropy"), 2.5);
  EXPECT_EQ(lines[1].at("event"), "validation");
  EXPECT_EQ(lines[1].at("bleu"), 12.5);
}

TEST_F(MetricsLogTest, AResumedRunDropsWhatCameAfterItsCheckpoint) {
  std::ofstream(path_) << "{\"event\":\"update\",\"update\":2}\n{\"event\":\"update\",\"update\":4}"
                          "\n{\"event\":\"upd";
  Trainer run = trainer();
  TrainingState state;
  state.update = 3;
  run.restore(state);
  MetricsLog log(path_);
  log.on_start(run);
  log.on_update(run, {.update = 4});
  const auto lines = read(path_);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].at("update"), 2);
  EXPECT_EQ(lines[1].at("update"), 4);
  EXPECT_EQ(lines[1].at("target_tokens"), 0);
}

}  // namespace
}  // namespace dragoman

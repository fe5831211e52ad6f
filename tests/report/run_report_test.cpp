#include "dragoman/report/run_report.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/base/error.h"
#include "dragoman/report/metrics_log.h"
#include "dragoman/text/encoded_corpus.h"
#include "dragoman/training/trainer.h"
#include "report/count.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

std::string read(const fs::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

ValidationReport validation(int64_t update, double bleu, bool best) {
  ValidationReport report;
  report.update = update;
  report.epoch = 1;
  report.bleu = bleu;
  report.best = best;
  report.examples = {{"a <dog>",
                      "ein Hund",
                      fmt::format("Hund {}", update),
                      {{"a", "<dog>", "</s>"}, {"Hund"}, {{0.12345, 0.8, 0.0}}, {}}}};
  return report;
}

class RunReportTest : public testing::Test {
 protected:
  RunReportTest() {
    fs::remove_all(directory_.root);
    fs::create_directories(directory_.root);
    config_.model.embedding.width = config_.model.encoder.width = 4;
    config_.model.decoder.width = config_.model.attention.width = 4;
    config_.training.log_every = 2;
    corpus_.pairs = {{{4, 5}, {4}}};
  }

  void run(int64_t from, int64_t to, const std::string& reason = "") {
    Trainer run(config_, make_model(config_.model, {8, 8}, 1), corpus_, {});
    TrainingState state;
    state.update = from;
    run.restore(state);
    MetricsLog metrics(directory_.metrics());
    RunReport report(directory_);
    metrics.on_start(run);
    report.on_start(run);
    for (int64_t update = from + 1; update <= to; ++update) {
      metrics.on_update(run, {.update = update, .epoch = 1, .cross_entropy = 3, .seconds = 1});
      if (update % 4 != 0) continue;
      metrics.on_validation(run, validation(update, static_cast<double>(update), update == 8));
      report.on_validation(run, validation(update, static_cast<double>(update), update == 8));
    }
    if (!reason.empty()) report.on_stop(run, reason);
  }

  RunDirectory directory_{fs::path(testing::TempDir()) / "watched"};
  Config config_;
  EncodedCorpus corpus_;
};

TEST_F(RunReportTest, TellsARunFromItsFiles) {
  run(0, 9);
  const RunRecord record = read_run(directory_);
  EXPECT_EQ(record.name, "watched");
  EXPECT_EQ(record.updates.size(), 4u);
  ASSERT_EQ(record.validations.size(), 2u);
  ASSERT_EQ(record.validations[1].examples.size(), 1u);
  EXPECT_EQ(record.validations[1].examples[0].translation, "Hund 8");
  EXPECT_EQ(record.validations[1].examples[0].alignment.weights[0][0], 0.123);
}

TEST_F(RunReportTest, APageOfARunningRunReadsItselfAnew) {
  run(0, 9);
  EXPECT_THAT(read(directory_.report()), HasSubstr("http-equiv=\"refresh\""));
  EXPECT_THAT(read(directory_.report()), HasSubstr("Training goes on."));
  run(9, 10, "enough");
  EXPECT_THAT(read(directory_.report()), Not(HasSubstr("http-equiv=\"refresh\"")));
  EXPECT_THAT(read(directory_.report()),
              HasSubstr("Stopped: enough. Update 10, epoch 1. The best model is that of update 8: "
                        "BLEU 8.00"));
}

TEST_F(RunReportTest, ShowsTheSameSentencesFromValidationToValidation) {
  run(0, 8);
  const std::string page = read(directory_.report());
  EXPECT_EQ(count(page, "<h3>a &lt;dog&gt;</h3>"), 1u);
  EXPECT_THAT(page, HasSubstr("<td>update 4</td><td>Hund 4</td>"));
  EXPECT_THAT(page, HasSubstr("<td>update 8</td><td>Hund 8</td>"));
  EXPECT_THAT(page, HasSubstr("<th>reference</th><th>ein Hund</th>"));
  EXPECT_EQ(count(page, "<figure>"), 2u);
}

TEST_F(RunReportTest, AResumedRunForgetsWhatCameAfterItsCheckpoint) {
  run(0, 8);
  run(5, 7);
  const RunRecord record = read_run(directory_);
  EXPECT_EQ(record.updates.back().update, 6);
  ASSERT_EQ(record.validations.size(), 1u);
  EXPECT_THAT(read(directory_.report()), Not(HasSubstr("Hund 8")));
}

TEST_F(RunReportTest, OfLongRunsAsMuchAsAPageHolds) {
  RunRecord record;
  for (int64_t update = 1; update <= 40; ++update) {
    record.validations.push_back(validation(update, 1, false));
  }
  const std::string page = run_html(record);
  EXPECT_EQ(count(page, "<figure>"), 12u);
  EXPECT_THAT(page, HasSubstr("<td>update 1</td>"));
  EXPECT_THAT(page, HasSubstr("<td>update 40</td>"));
  for (int64_t update = 1; update <= 2000; ++update) record.updates.push_back({.update = update});
  const std::string curves = run_html(record);
  EXPECT_EQ(count(curves, "\"x\":"), 500 * count(curves, "\"x\":2000,") + count(page, "\"x\":"));
}

TEST_F(RunReportTest, IsSelfContained) {
  run(0, 8);
  for (const char* outside : {" src=\"", " href=\"", "@import", "<link"}) {
    EXPECT_THAT(read(directory_.report()), Not(HasSubstr(outside))) << outside;
  }
}

TEST_F(RunReportTest, FilesOfAnotherVersionAreNoError) {
  std::ofstream(directory_.metrics()) << "{\"event\":\"update\",\"update\":1}\n";
  std::ofstream(directory_.examples()) << "{\"update\":1,\"examples\":[{\"source\":3}]}\n";
  EXPECT_TRUE(read_run(directory_).updates.empty());
}

TEST_F(RunReportTest, WhatCannotBeDrawnIsPassedOver) {
  run(0, 8);
  std::ofstream(directory_.metrics(), std::ios::app)
      << "{\"event\":7,\"update\":9}\n{\"event\":[],\"update\":9}\n"
      << "{\"event\":\"update\",\"update\":99999999999999999999,\"epoch\":{}}\n";
  std::ofstream(directory_.examples())
      << "{\"update\":4,\"examples\":3}\n{\"update\":8,\"examples\":[{\"source\":\"a\","
      << "\"reference\":\"b\",\"translation\":\"c\",\"alignment\":{\"source\":[\"a\"],"
      << "\"target\":[\"c\"],\"weights\":[[1],[1]],\"heads\":[]}}]}\n";
  const RunRecord record = read_run(directory_);
  EXPECT_EQ(record.updates.size(), 4u);
  ASSERT_EQ(record.validations.size(), 2u);
  EXPECT_TRUE(record.validations[1].examples.empty());
}

}  // namespace
}  // namespace dragoman

#include "dragoman/training/checkpoint.h"

#include <algorithm>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dragoman/nn/model_file.h"
#include "text/sample.h"
#include "training/small_run.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

/// Validates after some updates, each better than the one before where that is told.
class Validations : public TrainingListener {
 public:
  Validations(std::vector<int64_t> updates, bool better)
      : updates_(std::move(updates)), better_(better) {}

  void on_update(Trainer& trainer, const UpdateReport& report) override {
    if (std::find(updates_.begin(), updates_.end(), report.update) == updates_.end()) return;
    ValidationReport validation;
    validation.update = report.update;
    validation.bleu = better_ ? static_cast<double>(report.update) : 1;
    trainer.announce(validation);
  }

 private:
  std::vector<int64_t> updates_;
  bool better_;
};

class Checkpoints : public testing::Test {
 protected:
  Checkpoints() {
    fs::remove_all(directory_.root);
    config_.training.max_updates = 10;
    config_.training.keep = 100;
    config_.training.average = 0;
  }

  /// The updates of which a run leaves checkpoints.
  std::vector<int64_t> saved(const std::vector<int64_t>& validations, bool better = true) {
    const RunLock lock(directory_);
    fs::create_directories(directory_.checkpoints());
    std::vector<std::unique_ptr<TrainingListener>> listeners;
    listeners.push_back(std::make_unique<Validations>(validations, better));
    listeners.push_back(
        std::make_unique<Checkpointer>(directory_, lock, sample_vocabularies(), Fingerprints{}));
    Trainer(config_, make_model(config_.model, {300, 300}, 1), corpus_, std::move(listeners)).run();
    std::vector<int64_t> updates;
    for (int64_t update = 0; update <= config_.training.max_updates; ++update) {
      if (fs::exists(directory_.checkpoint(update))) updates.push_back(update);
    }
    return updates;
  }

  const RunDirectory directory_{fs::path(testing::TempDir()) / "dragoman_checkpoints"};
  const EncodedCorpus corpus_ = small_corpus();
  Config config_ = small_config();
};

TEST_F(Checkpoints, AreMadeAtValidationsAndAtTheEnd) {
  config_.training.checkpoint_every = 0;
  EXPECT_EQ(saved({3, 6}), (std::vector<int64_t>{3, 6, 10}));
}

TEST_F(Checkpoints, AreMadeEverySoManyUpdates) {
  config_.training.checkpoint_every = 4;
  EXPECT_EQ(saved({3}), (std::vector<int64_t>{4, 8, 10}));
}

TEST_F(Checkpoints, TheLastOfThemStay) {
  config_.training.checkpoint_every = 2;
  config_.training.keep = 3;
  EXPECT_EQ(saved({}), (std::vector<int64_t>{6, 8, 10}));
}

TEST_F(Checkpoints, TheBestOfThemStayToo) {
  config_.data.valid_source = config_.data.valid_target = "valid";
  config_.validation.metric = Metric::loss;  // 0 in all: the oldest are the best
  config_.training.keep = 1;
  config_.training.keep_best = 2;
  EXPECT_EQ(saved({2, 4, 6, 8}), (std::vector<int64_t>{2, 4, 10}));
  fs::remove_all(directory_.root);
  config_.validation.metric = Metric::bleu;
  EXPECT_EQ(saved({2, 4, 6, 8}), (std::vector<int64_t>{6, 8, 10}));
}

TEST_F(Checkpoints, TheBestModelIsThatOfTheBestValidation) {
  config_.validation.metric = Metric::bleu;
  const auto best_update = [&] {
    const ModelFile file = read_model_file(directory_.best());
    return nlohmann::json::parse(file.notes.at("history")).back()["update"].get<int64_t>();
  };
  saved({3, 6}, true);
  EXPECT_EQ(best_update(), 6);
  fs::remove_all(directory_.root);
  saved({3, 6}, false);
  EXPECT_EQ(best_update(), 3);
}

}  // namespace
}  // namespace dragoman

#include "dragoman/training/resume.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/base/error.h"
#include "dragoman/training/checkpoint.h"
#include "dragoman/training/state_json.h"
#include "nn/some_lexicon.h"
#include "text/sample.h"
#include "training/small_run.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// A run of six updates that has left checkpoints of its second, fourth and sixth.
class ResumedRun : public testing::Test {
 protected:
  ResumedRun() {
    fs::remove_all(directory_.root);
    config_.training.max_updates = 6;
    config_.training.checkpoint_every = 2;
    config_.training.keep = 3;
    const RunLock lock(directory_);
    fs::create_directories(directory_.checkpoints());
    std::vector<std::unique_ptr<TrainingListener>> listeners;
    listeners.push_back(
        std::make_unique<Checkpointer>(directory_, lock, sample_vocabularies(), data_));
    Trainer(config_, model(), corpus_, std::move(listeners)).run();
  }

  std::shared_ptr<TranslationModel> model() const {
    return make_model(config_.model, {300, 300}, 1);
  }

  void damage(int64_t update) {
    std::ofstream(directory_.checkpoint(update), std::ios::app) << "x";
  }

  template <class Action>
  static std::string refusal(const Action& action) {
    try {
      action();
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  }

  std::string refused(const Config& now, const Fingerprints& data) {
    return refusal([&] { check_same_run(newest_start(directory_)->file, "origin", now, data); });
  }

  const Fingerprints data_{"train print", "valid print", "teachers"};
  const RunDirectory directory_{fs::path(testing::TempDir()) / "dragoman_resumed"};
  const EncodedCorpus corpus_ = small_corpus();
  Config config_ = small_config();
};

TEST_F(ResumedRun, StartsFromTheNewestCheckpointThatIsWhole) {
  EXPECT_EQ(newest_start(directory_)->path, directory_.checkpoint(6));
  damage(6);
  damage(4);
  EXPECT_EQ(newest_start(directory_)->path, directory_.checkpoint(2));
  for (const int64_t update : {4, 6}) {
    EXPECT_FALSE(fs::exists(directory_.checkpoint(update)));
    EXPECT_TRUE(fs::exists(directory_.checkpoint(update).string() + ".damaged"));
  }
}

TEST_F(ResumedRun, LeavesAllAsItIsWhereNoneIsWhole) {
  for (const int64_t update : {2, 4, 6}) damage(update);
  EXPECT_THAT(refusal([&] { newest_start(directory_); }),
              HasSubstr("no other checkpoint is whole"));
  EXPECT_TRUE(fs::exists(directory_.checkpoint(6)));
  fs::remove_all(directory_.checkpoints());
  EXPECT_FALSE(newest_start(directory_).has_value());
}

TEST_F(ResumedRun, IsWhereTheCheckpointWas) {
  Trainer trainer(config_, model(), corpus_, {});
  resume(trainer, {directory_.checkpoint(4), read_model_file(directory_.checkpoint(4))});
  EXPECT_EQ(trainer.state().update, 4);
  trainer.run();
  Trainer whole(config_, model(), corpus_, {});
  whole.run();
  EXPECT_EQ(trainer.fingerprint(), whole.fingerprint());
}

TEST_F(ResumedRun, HasTheLexiconItBeganWith) {
  config_.model.lexical_prior.pieces = 2;
  ModelFile checkpoint = read_model_file(directory_.checkpoint(4));
  checkpoint.lexicon = some_lexicon({300, 300}, 2);
  Trainer trainer(config_, model(), corpus_, {});
  resume(trainer, {"a checkpoint", checkpoint});
  EXPECT_TRUE(torch::equal(trainer.model().lexicon().words, checkpoint.lexicon.words));
}

TEST_F(ResumedRun, NeedsATrainingState) {
  Trainer trainer(config_, model(), corpus_, {});
  EXPECT_EQ(refusal([&] {
              resume(trainer, {"a model", read_model_file(directory_.best())});
            }),
            "a model: a model, but not a checkpoint: it has no training state");
  EXPECT_FALSE(validation_of(read_model_file(directory_.best())).has_value());
}

TEST_F(ResumedRun, NeedsTheOrderOfBatchesOfToday) {
  Trainer trainer(config_, model(), corpus_, {});
  ModelFile earlier = read_model_file(directory_.checkpoint(4));
  nlohmann::json state = nlohmann::json::parse(earlier.notes.at("training_state"));
  state["position"].erase("pool");
  earlier.notes["training_state"] = state.dump();
  EXPECT_THAT(refusal([&] {
                resume(trainer, {"an old one", earlier});
              }),
              HasSubstr("an old one: of an earlier Dragoman, whose order of batches was another"));
  EXPECT_EQ(trainer.state().update, 0);
}

TEST_F(ResumedRun, IsOfTheSameDataAndSettings) {
  EXPECT_EQ(refused(config_, data_), "");
  EXPECT_EQ(refused(config_, {"another print", "valid print"}),
            "origin: the training corpus has changed since the run was started (fingerprint "
            "another print, then train print); give the same files, or another "
            "training.directory");
  EXPECT_THAT(refused(config_, {"train print", ""}),
              HasSubstr("the validation corpus has changed"));
  EXPECT_THAT(refused(config_, {"train print", "valid print", "other teachers"}),
              HasSubstr("the content of training.teachers has changed"));
  Config other = config_;
  other.batch.size = 5;
  EXPECT_EQ(refused(other, data_),
            "origin: batch.size is 5 and was 4 when the run began, which must stay: give it as it "
            "was, or another training.directory without --resume");
  other = config_;
  other.training.max_updates = 9;
  other.training.directory = "moved";
  const auto changed = check_same_run(newest_start(directory_)->file, "origin", other, data_);
  ASSERT_EQ(changed.size(), 1u);
  EXPECT_EQ(changed[0].key, "training.max_updates");
}

TEST(ValidationOf, IsThatOfTheCheckpointsOwnUpdate) {
  TrainingState state;
  state.update = 5;
  state.history = {{.update = 5, .bleu = 7}};
  ModelFile file;
  const auto found = [&] {
    file.notes["training_state"] = nlohmann::json(state).dump();
    return validation_of(file);
  };
  ASSERT_TRUE(found().has_value());
  EXPECT_EQ(found()->bleu, 7);
  state.update = 6;
  EXPECT_FALSE(found().has_value());
}

}  // namespace
}  // namespace dragoman

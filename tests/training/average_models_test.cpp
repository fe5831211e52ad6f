#include "dragoman/training/average_models.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/base/error.h"
#include "dragoman/nn/model.h"
#include "dragoman/training/state_json.h"
#include "nn/some_lexicon.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::ThrowsMessage;

/// A model file whose weights are all `value`.
fs::path model_of(double value, const std::string& name, std::string note = {},
                  double dropout = 0.2) {
  ModelFile file;
  file.config.model.dropout.input = dropout;
  file.config.model.embedding.width = 4;
  file.config.model.embedding.tie = TyingKind::none;
  file.config.model.encoder.width = file.config.model.decoder.width = 4;
  file.config.model.attention.width = 4;
  const Vocabulary vocabulary = Vocabulary::train({}, {"a b", "b a"});
  file.source_vocabulary = file.target_vocabulary = vocabulary.bytes();
  const auto model = make_model(file.config.model, {vocabulary.size(), vocabulary.size()}, 1);
  for (const auto& weight : model->named_parameters()) {
    file.tensors.emplace(weight.key(), torch::full_like(weight.value().detach(), value));
  }
  if (!note.empty()) file.notes["training_state"] = std::move(note);
  const fs::path path = fs::path(testing::TempDir()) / "average_models" / name;
  fs::create_directories(path.parent_path());
  write_model_file(path, file);
  return path;
}

TEST(AverageModels, IsTheMeanOfEveryWeight) {
  const ModelFile average = average_models({model_of(1, "a"), model_of(2, "b"), model_of(6, "c")});
  EXPECT_GT(average.tensors.size(), 10);
  for (const auto& [name, weight] : average.tensors) {
    EXPECT_TRUE(weight.eq(3).all().item<bool>()) << name;
  }
}

TEST(AverageModels, DropoutMayHaveChanged) {
  const ModelFile average = average_models({model_of(1, "a"), model_of(3, "b", {}, 0.5)});
  EXPECT_TRUE(average.tensors.begin()->second.eq(2).all().item<bool>());
}

TEST(AverageModels, SumsInDouble) {
  // In float the small ones would vanish beside the large one: 2^24 + 1 is 2^24 there.
  const double large = 1 << 24;
  const ModelFile average = average_models({model_of(large, "large"), model_of(1, "one"),
                                            model_of(1, "other"), model_of(-large, "less")});
  for (const auto& [name, weight] : average.tensors) {
    EXPECT_TRUE(weight.eq(0.5).all().item<bool>()) << name;
  }
}

/// A checkpoint of a run at an update, whose last validation was at `validated`.
void add_checkpoint(int64_t update, int64_t validated, double bleu) {
  TrainingState state;
  state.update = update;
  state.history.emplace_back();
  state.history.back().update = validated;
  state.history.back().bleu = bleu;
  model_of(1, "run/checkpoints/" + RunDirectory{}.checkpoint(update).filename().string(),
           nlohmann::json(state).dump());
}

TEST(AverageModels, ChoosesTheNewestOrThoseThatDidBest) {
  const RunDirectory run{fs::path(testing::TempDir()) / "average_models" / "run"};
  fs::remove_all(run.root);
  add_checkpoint(1, 1, 30);
  add_checkpoint(2, 2, 10);
  add_checkpoint(3, 2, 50);  // saved after the validation of another update
  add_checkpoint(4, 4, 20);
  EXPECT_EQ(last_checkpoints(run, 2), std::vector({run.checkpoint(3), run.checkpoint(4)}));
  EXPECT_EQ(best_checkpoints(run, 2), std::vector({run.checkpoint(1), run.checkpoint(4)}));
  EXPECT_THAT([&] { best_checkpoints(run, 4); },
              ThrowsMessage<InputError>(HasSubstr("3 validated checkpoints, not the 4")));
}

TEST(AverageModels, KeepsTheShortlistOfTheFirst) {
  const fs::path path = model_of(1, "listed.safetensors");
  ModelFile file = read_model_file(path);
  const auto words = file.tensors.at("target_embedding").size(0);
  file.shortlist =
      Shortlist(std::vector<std::vector<int32_t>>(static_cast<size_t>(words + 1), {4, 5}));
  write_model_file(path, file);
  EXPECT_EQ(average_models({path, path}).shortlist, file.shortlist);
}

TEST(AverageModels, KeepsTheLexiconOfTheFirst) {
  const fs::path path = model_of(1, "lexical.safetensors");
  ModelFile file = read_model_file(path);
  const auto words = file.tensors.at("target_embedding").size(0);
  file.config.model.lexical_prior.pieces = 2;
  file.lexicon = some_lexicon({words, words}, 2);
  write_model_file(path, file);
  EXPECT_TRUE(torch::equal(average_models({path, path}).lexicon.words, file.lexicon.words));
}

}  // namespace
}  // namespace dragoman

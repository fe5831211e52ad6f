#include <nlohmann/json.hpp>

#include "cli/trained_model.h"

namespace dragoman::testing_cli {
namespace {

TEST_F(Commands, TrainingFromAPreparedCorpusGivesTheSameFiles) {
  const std::string shape =
      " --set vocabulary.sampling=0.3 --set batch.bucketing=2 --set training.max_updates=12 ";
  const Outcome prepared = run_command(folder_, "prepare c.toml --set data.prepared=pairs" + shape);
  ASSERT_EQ(prepared.exit_code, 0) << prepared.errors;
  EXPECT_THAT(prepared.output, HasSubstr("kept"));
  EXPECT_THAT(prepared.errors, HasSubstr("train from it with: dragoman train c.toml"));
  ASSERT_EQ(run_command(folder_, "train c.toml --set training.directory=text" + shape).exit_code,
            0);
  const Outcome trained = run_command(
      folder_, "train c.toml --set training.directory=mapped --set data.prepared=pairs" + shape);
  ASSERT_EQ(trained.exit_code, 0) << trained.errors;
  const auto tensors = [&](const std::string& run) {
    return run_command(folder_, "inspect --statistics --json " + run + "/best.safetensors").output;
  };
  const std::string from_text = tensors("text"), from_pairs = tensors("mapped");
  const auto of = [](const std::string& json) { return nlohmann::json::parse(json).at("tensors"); };
  EXPECT_EQ(of(from_pairs), of(from_text));
}

TEST_F(Commands, APreparedCorpusHasTheVocabularyOfItsFolder) {
  ASSERT_EQ(run_command(folder_, "prepare c.toml --set data.prepared=fixed_words").exit_code, 0);
  ASSERT_EQ(run_command(folder_, "vocab --input train.en train.de --size 310 --output fewer.model")
                .exit_code,
            0);
  const std::string train =
      "train c.toml --set training.directory=fixed --set data.prepared=fixed_words --set ";
  expect_refused(train + "vocabulary.source_model=fewer.model", {"fewer.model", "fixed_words"});
  expect_refused(train + "vocabulary.size=310", {"310", "fixed_words", "300"});
}

TEST_F(Commands, TrainingDrawsFromSeveralPreparedCorpora) {
  ASSERT_EQ(run_command(folder_, "prepare c.toml --set data.prepared=mixed_large").exit_code, 0);
  write_corpus("small", 20);
  const std::string small = " --set data.train_source=small.en --set data.train_target=small.de";
  for (const char* where :
       {"mixed_small --set vocabulary.source_model=mixed_large/vocabulary.model", "mixed_other"}) {
    const Outcome prepared =
        run_command(folder_, "prepare c.toml --set data.prepared=" + (where + small));
    ASSERT_EQ(prepared.exit_code, 0) << prepared.errors;
  }
  const std::string mixture =
      " --set data.prepared='[\"mixed_large\", \"mixed_small\"]' --set data.temperature=3";
  const Outcome trained =
      run_command(folder_, "train c.toml --set training.directory=mixed_run" + mixture);
  ASSERT_EQ(trained.exit_code, 0) << trained.errors;
  EXPECT_THAT(trained.errors, HasSubstr("     train 1     train 2"));
  const Outcome other_weights =
      run_command(folder_, "train mixed_run/config.toml --resume --set data.weights='[2, 1]'");
  EXPECT_NE(other_weights.exit_code, 0);
  EXPECT_THAT(other_weights.errors, HasSubstr("data.weights"));
  const Outcome other_vocabulary = run_command(
      folder_,
      "train c.toml --set training.directory=mixed_none --set data.prepared='[\"mixed_large\", "
      "\"mixed_other\"]'");
  EXPECT_NE(other_vocabulary.exit_code, 0);
  EXPECT_THAT(other_vocabulary.errors, HasSubstr("mixed_other was made with another vocabulary"));
}

TEST_F(Commands, PrepareAsksForTheFolderAndTheCorpus) {
  const Outcome without_folder = run_command(folder_, "prepare c.toml");
  EXPECT_NE(without_folder.exit_code, 0);
  EXPECT_THAT(without_folder.errors, HasSubstr("data.prepared is not set"));
  const Outcome without_text = run_command(
      folder_,
      "prepare c.toml --set data.prepared=pairs --set data.train_source= --set data.train_target=");
  EXPECT_NE(without_text.exit_code, 0);
  EXPECT_THAT(without_text.errors, HasSubstr("data.train_source and data.train_target"));
  const Outcome not_prepared = run_command(
      folder_, "train c.toml --set training.directory=none --set data.prepared=nowhere");
  EXPECT_NE(not_prepared.exit_code, 0);
  EXPECT_THAT(not_prepared.errors, HasSubstr("nowhere"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "none"));
}

}  // namespace
}  // namespace dragoman::testing_cli

#include "cli/trained_model.h"

namespace dragoman::testing_cli {
namespace {

std::string translation_by(const fs::path& folder, const std::string& model) {
  const Outcome outcome =
      run_command(folder, "translate " + model + " --input valid.en --n-best 3 --precision fp32");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
  return outcome.output;
}

TEST_F(Commands, TheAverageOfAModelWithItselfIsTheModel) {
  ASSERT_EQ(run_command(folder_,
                        "average mean.safetensors run/best.safetensors "
                        "run/best.safetensors run/best.safetensors")
                .exit_code,
            0);
  EXPECT_EQ(translation_by(folder_, "mean.safetensors"),
            translation_by(folder_, "run/best.safetensors"));
}

TEST_F(Commands, AverageTakesTheLastOrTheBestOfARun) {
  const Outcome trained =
      run_command(folder_,
                  "train c.toml --set training.directory=kept --set training.keep=4 --set "
                  "training.max_epochs=4 --set validation.metric=loss");
  ASSERT_EQ(trained.exit_code, 0) << trained.errors;
  const Outcome last = run_command(folder_, "average last.safetensors kept --last 2");
  EXPECT_EQ(last.exit_code, 0) << last.errors;
  EXPECT_EQ(std::count(last.errors.begin(), last.errors.end(), '\n'), 2) << last.errors;
  // One of one is that checkpoint's own weights.
  ASSERT_EQ(run_command(folder_, "average one.safetensors kept --best 1").exit_code, 0);
  EXPECT_EQ(translation_by(folder_, "one.safetensors"),
            translation_by(folder_, "kept/best.safetensors"));
  EXPECT_NE(translation_by(folder_, "last.safetensors"),
            translation_by(folder_, "one.safetensors"));
  expect_refused("average some.safetensors kept --last 9", {"4 checkpoints", "9", "keep"});
  expect_refused("train c.toml --resume one.safetensors", {"one.safetensors"});
}

TEST_F(Commands, AverageRefusesWhatDoesNotFit) {
  expect_refused("average mean2.safetensors run", {"run is a folder", "--last N"});
  expect_refused("average mean2.safetensors run --last 1 --best 1", {"--last", "--best"});
  expect_refused("average mean2.safetensors run/best.safetensors --last 1", {"folder"});
  expect_refused("average mean2.safetensors c.toml", {"c.toml"});
  ASSERT_EQ(run_command(folder_,
                        "train c.toml --set training.directory=wide --set "
                        "training.max_epochs=1 --set model.decoder.width=24")
                .exit_code,
            0);
  expect_refused("average mean2.safetensors run/best.safetensors wide/best.safetensors",
                 {"wide/best.safetensors has another [model] than run/best.safetensors"});
}

}  // namespace
}  // namespace dragoman::testing_cli

#include <algorithm>

#include "cli/trained_model.h"

namespace dragoman::testing_cli {
namespace {

TEST_F(Commands, ShortlistWritesAModelThatTranslatesTheSameInAnyBatch) {
  const Outcome made =
      run_command(folder_,
                  "shortlist run/best.safetensors listed.safetensors --source train.en --target "
                  "train.de --per-piece 20");
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  EXPECT_THAT(made.errors, HasSubstr("target pieces in the mean for a sentence"));
  EXPECT_THAT(run_command(folder_, "inspect listed.safetensors").output,
              HasSubstr("shortlist.words"));
  const std::string translate = "translate listed.safetensors --input valid.en --batch-size ";
  const Outcome one = run_command(folder_, translate + "1");
  EXPECT_EQ(one.exit_code, 0) << one.errors;
  EXPECT_EQ(std::count(one.output.begin(), one.output.end(), '\n'), 10);
  EXPECT_EQ(run_command(folder_, translate + "7").output, one.output);
}

TEST_F(Commands, AShortlistMayBeMadeOfLinks) {
  ASSERT_EQ(run_command(folder_, "align --source train.en --target train.de --output listed.align")
                .exit_code,
            0);
  const Outcome made = run_command(
      folder_,
      "shortlist run/best.safetensors linked.safetensors --source train.en --target train.de "
      "--alignments listed.align");
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  EXPECT_EQ(run_command(folder_, "translate linked.safetensors --input valid.en").exit_code, 0);
  expect_refused(
      "shortlist run/best.safetensors x.safetensors --source valid.en --target valid.de "
      "--alignments listed.align",
      {"listed.align has 120 lines, its text 10"});
}

TEST_F(Commands, AShortlistSurvivesQuantizing) {
  ASSERT_EQ(run_command(folder_,
                        "shortlist run/best.safetensors listed.safetensors --source "
                        "train.en --target train.de")
                .exit_code,
            0);
  ASSERT_EQ(run_command(folder_, "quantize listed.safetensors both.safetensors").exit_code, 0);
  EXPECT_THAT(run_command(folder_, "inspect both.safetensors").output,
              HasSubstr("shortlist.words"));
  EXPECT_EQ(run_command(folder_, "translate both.safetensors --input valid.en").exit_code, 0);
}

TEST_F(Commands, ShortlistRefusesWhatIsNoCorpus) {
  expect_refused("shortlist run/best.safetensors x.safetensors --source none.en --target train.de",
                 {"none.en"});
  expect_refused("shortlist run/best.safetensors x.safetensors --source valid.en --target train.de",
                 {"valid.en"});
}

}  // namespace
}  // namespace dragoman::testing_cli

#include <algorithm>

#include "cli/trained_model.h"

namespace dragoman::testing_cli {
namespace {

const std::string texts = "init --source train.en --target train.de ";
const std::string with_valid = texts + "--valid-source valid.en --valid-target valid.de ";

int64_t lines_of(const fs::path& path) {
  const std::string text = read_file(path);
  return std::count(text.begin(), text.end(), '\n');
}

TEST_F(Commands, InitWritesAConfigurationThatTrainsUnchanged) {
  const Outcome made = run_command(folder_, with_valid + "--output fit.toml");
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  EXPECT_EQ(made.output, "");
  EXPECT_THAT(made.errors, HasSubstr("dragoman train fit.toml"));
  const std::string written = read_file(folder_ / "fit.toml");
  EXPECT_THAT(written, HasSubstr("takes about "));
  EXPECT_THAT(written, HasSubstr("# 120 pairs, 5.0 words a source line, 5.0 a target line\n"
                                 "train_source = \"train.en\"\n"));
  EXPECT_THAT(written, HasSubstr("directory = \"runs/fit\"\n"));
  const Outcome trained = run_command(folder_, "train fit.toml --set training.max_updates=3");
  EXPECT_EQ(trained.exit_code, 0) << trained.errors;
  EXPECT_TRUE(fs::is_regular_file(folder_ / "runs/fit/best.safetensors"));
}

TEST_F(Commands, InitWithoutOutputPrintsTheConfiguration) {
  const Outcome made = run_command(folder_, with_valid);
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  EXPECT_THAT(made.output, HasSubstr("[vocabulary]"));
  EXPECT_THAT(made.output, HasSubstr("valid_source = \"valid.en\""));
}

TEST_F(Commands, InitHoldsOutLinesIntoFilesBesideTheConfiguration) {
  const Outcome made = run_command(folder_, texts + "--output held.toml");
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  EXPECT_THAT(made.errors, HasSubstr("6 pairs held out"));
  for (const std::string side : {"en", "de"}) {
    EXPECT_EQ(lines_of(folder_ / ("held.train." + side)), 114);
    EXPECT_EQ(lines_of(folder_ / ("held.valid." + side)), 6);
  }
  EXPECT_THAT(read_file(folder_ / "held.valid.en"), testing::StartsWith("The bird sees 10 trees"));
  EXPECT_THAT(read_file(folder_ / "held.valid.de"), testing::StartsWith("Tier Vogel sieht 10 "));
  const Outcome trained = run_command(folder_, "train held.toml --set training.max_updates=2");
  EXPECT_EQ(trained.exit_code, 0) << trained.errors;

  fs::remove(folder_ / "held.toml");
  EXPECT_EQ(run_command(folder_, texts + "--output held.toml").exit_code, 0)
      << "its own files, unchanged, must not be in the way";
  expect_refused(texts + "--output held.toml", {"held.toml is there already"});
}

TEST_F(Commands, InitWritesOverNoFileOfAnyone) {
  write_file(folder_ / "mine.valid.de", "something else\n");
  expect_refused(texts + "--output mine.toml", {"mine.valid.de", "--output"});
  EXPECT_EQ(read_file(folder_ / "mine.valid.de"), "something else\n");
}

TEST_F(Commands, InitWarnsOfACorpusThatIsTooSmall) {
  const Outcome made =
      run_command(folder_, "init --source valid.en --target valid.de --output few.toml");
  EXPECT_EQ(made.exit_code, 0) << made.errors;
  EXPECT_THAT(made.errors, HasSubstr("10 pairs are too few"));
}

TEST_F(Commands, InitRefusesWhatIsNoCorpus) {
  expect_refused("init --source valid.en --target train.de --output x.toml",
                 {"valid.en has 10 lines", "train.de has 120"});
  write_file(folder_ / "nothing", "");
  expect_refused("init --source nothing --target nothing --output x.toml", {"nothing", "empty"});
  expect_refused(texts, {"--valid-source", "--output"});
  expect_refused(texts + "--valid-source valid.en", {"--valid-target"});
  expect_refused(texts + "--output no/folder.toml", {"no"});
}

}  // namespace
}  // namespace dragoman::testing_cli

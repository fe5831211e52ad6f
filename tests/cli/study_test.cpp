#include "cli/trained_model.h"

namespace dragoman::testing_cli {
namespace {

std::string study(const std::string& directory, const std::string& more = "") {
  return "base = \"c.toml\"\ndirectory = \"" + directory + R"("
concat = [1, 2]
length_bounds = [6]
examples = ["The dog sees 7 trees."]
[[variant]]
name = "dot"
set = ["model.attention.kind=dot", "data.test_source=valid.en", "data.test_target=valid.de"]
[[variant]]
name = "multi head"
set = ["model.attention.kind=multi_head", "data.test_source=valid.en", "data.test_target=valid.de"]
)" + more;
}

TEST_F(Commands, StudyTrainsMeasuresReportsAndGoesOn) {
  write_file(folder_ / "study.toml", study("study"));
  const Outcome outcome = run_command(folder_, "study study.toml");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
  const std::string report = read_file(folder_ / "study/report.md");
  EXPECT_THAT(report, HasSubstr("| dot |"));
  EXPECT_THAT(report, testing::ContainsRegex("\\| multi head \\| [^|]+ \\| (< )?[0-9.]+ \\|"));
  EXPECT_THAT(read_file(folder_ / "study/report.html"), HasSubstr("head 2"));

  fs::remove(folder_ / "study/dot-1/result.json");
  const Outcome again = run_command(folder_, "study study.toml");
  ASSERT_EQ(again.exit_code, 0) << again.errors;
  EXPECT_THAT(again.errors, testing::Not(HasSubstr("study: multi head")));
  EXPECT_THAT(read_file(folder_ / "study/report.md"), HasSubstr("| dot |"));
}

TEST_F(Commands, AStudyThatIsEditedShowsNothingOld) {
  write_file(folder_ / "edited.toml", study("edited"));
  ASSERT_EQ(run_command(folder_, "study edited.toml").exit_code, 0);
  const auto replaced = [&](const std::string& from, const std::string& to) {
    std::string text = study("edited");
    write_file(folder_ / "edited.toml", text.replace(text.find(from), from.size(), to));
    return run_command(folder_, "study edited.toml");
  };
  const Outcome measured = replaced("length_bounds = [6]", "length_bounds = [3]");
  EXPECT_EQ(measured.exit_code, 0) << measured.errors;
  EXPECT_THAT(read_file(folder_ / "edited/report.md"), testing::Not(HasSubstr("0-5")));
  const Outcome refused = replaced("kind=dot", "kind=general");
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.errors, testing::AllOf(HasSubstr("edited/dot-1"), HasSubstr("\"general\"")));
}

TEST_F(Commands, StudyTrainsSeveralAtATime) {
  write_file(folder_ / "both.toml", "jobs = 3\n" + study("both"));
  const Outcome outcome = run_command(folder_, "study both.toml");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
  EXPECT_EQ(lines_of(outcome.errors).size(), 3u) << outcome.errors;  // the children's are in files
  for (const char* run : {"dot-1", "multi-head-1"}) {
    EXPECT_THAT(read_file(folder_ / "both" / (std::string(run) + ".log")), HasSubstr("best model"));
    EXPECT_TRUE(fs::exists(folder_ / "both" / run / "result.json"));
  }
  EXPECT_THAT(read_file(folder_ / "both/report.md"),
              testing::ContainsRegex("\\| multi head \\| [^|]+ \\| (< )?[0-9.]+ \\|"));
}

TEST_F(Commands, AStudyThatFailsSaysWhereToReadWhyAndKeepsTheOthers) {
  write_file(folder_ / "failing.toml", study("failing", R"([[variant]]
name = "none"
set = ["data.train_source=nowhere.en", "data.test_source=valid.en", "data.test_target=valid.de"]
)"));
  const Outcome outcome = run_command(folder_, "study failing.toml --jobs 2");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.errors, HasSubstr("failing/none-1.log says why"));
  EXPECT_THAT(read_file(folder_ / "failing/none-1.log"), HasSubstr("nowhere.en"));
  const Outcome report = run_command(folder_, "study failing.toml --report-only");
  EXPECT_EQ(report.exit_code, 0) << report.errors;
  EXPECT_THAT(read_file(folder_ / "failing/report.md"), HasSubstr("| dot |"));
}

}  // namespace
}  // namespace dragoman::testing_cli

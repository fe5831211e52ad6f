#include "cli/trained_model.h"

namespace dragoman::testing_cli {
namespace {

TEST_F(Commands, StudyTrainsMeasuresReportsAndGoesOn) {
  write_file(folder_ / "study.toml", R"(
base = "c.toml"
directory = "study"
concat = [1, 2]
length_bounds = [6]
examples = ["The dog sees 7 trees."]
[[variant]]
name = "dot"
set = ["model.attention.kind=dot", "data.test_source=valid.en", "data.test_target=valid.de"]
[[variant]]
name = "multi head"
set = ["model.attention.kind=multi_head", "data.test_source=valid.en", "data.test_target=valid.de"]
)");
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

}  // namespace
}  // namespace dragoman::testing_cli

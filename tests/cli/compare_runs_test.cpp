#include <nlohmann/json.hpp>

#include "cli/trained_model.h"

namespace dragoman::testing_cli {
namespace {

TEST_F(Commands, CompareRunsFindsNoDifferenceBetweenEqualRuns) {
  copy_run("twin");
  const Outcome same = run_command(folder_, "compare-runs run twin");
  EXPECT_EQ(same.exit_code, 0) << same.errors;
  EXPECT_EQ(same.output, "equal in the 10 updates and validations that both have logged\n");
}

TEST_F(Commands, CompareRunsNamesTheFirstUpdateAtWhichTwoRunsPart) {
  ASSERT_EQ(run_command(folder_,
                        "train c.toml --set training.directory=other --set training.seed=2 --set "
                        "training.max_updates=2")
                .exit_code,
            0);
  const Outcome text = run_command(folder_, "compare-runs run other");
  EXPECT_EQ(text.exit_code, 0) << text.errors;
  EXPECT_THAT(text.output, HasSubstr("training.seed: 1, 2\n"));
  EXPECT_THAT(text.output, HasSubstr("the runs part at update 2: "));
  const auto json =
      nlohmann::json::parse(run_command(folder_, "compare-runs run other --json").output);
  EXPECT_EQ(json["first_difference"]["update"], 2);
  EXPECT_EQ(json["last_equal_update"], 0);
  expect_refused("compare-runs run missing", {"missing"});
}

}  // namespace
}  // namespace dragoman::testing_cli

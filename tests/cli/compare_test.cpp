#include <nlohmann/json.hpp>

#include "cli/trained_model.h"

namespace dragoman::testing_cli {
namespace {

TEST_F(Commands, CompareTellsASystemFromItselfAndFromTheReferences) {
  std::string wrong;
  for (int line = 0; line < 10; ++line) wrong += "Tier Hund sieht " + std::to_string(line) + ".\n";
  write_file(folder_ / "wrong.de", wrong);
  const Outcome outcome = run_command(
      folder_, "compare wrong.de wrong.de valid.de --references valid.de --metrics bleu --json");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
  const auto rows = nlohmann::json::parse(outcome.output);
  ASSERT_EQ(rows.size(), 3);
  EXPECT_FALSE(rows[0].contains("bootstrap_p"));
  EXPECT_EQ(rows[1]["bootstrap_p"], 1.0);
  EXPECT_NEAR(rows[2]["score"].get<double>(), 100, 1e-9);
  EXPECT_LT(rows[2]["randomisation_p"], 0.001);
  EXPECT_THAT(run_command(folder_, "compare wrong.de valid.de --references valid.de").output,
              HasSubstr("baseline"));
}

}  // namespace
}  // namespace dragoman::testing_cli

#include <cstdlib>

#include "cli/trained_model.h"

namespace dragoman::testing_cli {
namespace {

TEST_F(Commands, AttentionDrawsAMap) {
  const Outcome outcome = run_command(folder_,
                                      "attention run/best.safetensors 'The dog sees 7 trees.' "
                                      "--target 'Tier Hund' --html map.html --svg map.svg");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
  EXPECT_THAT(outcome.output, HasSubstr("Hund"));
  EXPECT_THAT(read_file(folder_ / "map.html"), HasSubstr("<title>dog → Hund"));
  EXPECT_THAT(read_file(folder_ / "map.svg"), HasSubstr("<title>dog → Hund"));
}

TEST_F(Commands, AttentionAsksNothingOfATerminalWhereItWritesToNone) {
  const std::string map = "attention run/best.safetensors 'The dog sees 7 trees.'";
  const Outcome plain = run_command(folder_, map);
  ::setenv("COLORTERM", "truecolor", 1);
  const Outcome coloured = run_command(folder_, map);
  ::unsetenv("COLORTERM");
  EXPECT_EQ(coloured.output, plain.output);
}

}  // namespace
}  // namespace dragoman::testing_cli

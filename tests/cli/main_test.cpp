#include "cli/trained_model.h"

namespace dragoman::testing_cli {
namespace {

TEST_F(Commands, HelpOfEveryCommandShowsAnExample) {
  for (const std::string command :
       {"train", "vocab", "evaluate", "compare", "translate", "study", "attention", "inspect"}) {
    const Outcome outcome = run_command(folder_, command + " --help");
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.output, HasSubstr("Example"));
  }
}

TEST_F(Commands, RefuseWrongArguments) {
  expect_refused("", {"a command is needed", "train"});
  expect_refused("trane c.toml", {"trane"});
  expect_refused("train", {"config is required"});
  expect_refused("translate run/best.safetensors --beam-size 0", {"--beam-size"});
  expect_refused("evaluate --hypotheses valid.de", {"--references"});
  expect_refused("evaluate --hypotheses valid.de --references valid.de --tokenize 13", {"13a"});
  expect_refused("compare valid.de --references valid.de", {"hypotheses", "2 required"});
  expect_refused("evaluate --hypotheses valid.de --references valid.de --by-length", {"--source"});
  expect_refused("evaluate --hypotheses valid.de --references valid.de --alignments valid.align",
                 {"MODEL"});
  expect_refused("translate run/best.safetensors --alignment pharaoh", {"hard, soft or json"});
  expect_refused("compare valid.de c.toml --references valid.de", {"c.toml has"});
}

}  // namespace
}  // namespace dragoman::testing_cli

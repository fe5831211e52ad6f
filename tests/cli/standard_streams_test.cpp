#include <regex>

#include "cli/trained_model.h"

namespace dragoman::testing_cli {
namespace {

class StandardStreams : public Commands {
 protected:
  /// @param redirections of the shell, beyond those of stdin and stderr
  static Outcome run_with(const std::string& redirections, const std::string& arguments) {
    // What run_command would send to stdout.txt is sent on before it can.
    return run_command(folder_, arguments,
                       "/dev/null 2> stderr.txt " + redirections + "; exit $?; :");
  }

  /// Of the program's help.
  static std::vector<std::string> command_names() {
    std::vector<std::string> names;
    const std::string help = run_command(folder_, "--help").output;
    const std::regex entry("  ([a-z]+)  +\\S.*");
    for (const std::string& line : lines_of(help.substr(help.find("Subcommands:")))) {
      std::smatch found;
      if (std::regex_match(line, found, entry)) names.push_back(found[1]);
    }
    return names;
  }

  static void expect_loss_is_told(const std::string& arguments, const std::string& redirection) {
    const Outcome outcome = run_with(redirection, arguments);
    EXPECT_EQ(outcome.exit_code, 1) << arguments << redirection;
    EXPECT_THAT(outcome.errors, testing::ContainsRegex("writing the [a-z ]+ failed"))
        << arguments << redirection;
  }
};

TEST_F(StandardStreams, ResultsThatDoNotArriveAreAFailure) {
  for (const char* arguments :
       {"init --source train.en --target train.de --valid-source valid.en --valid-target valid.de",
        "train c.toml --check", "train c.toml --set training.directory=dry --dry-run",
        "train --keys", "evaluate --hypotheses valid.de --references valid.de",
        "evaluate run/best.safetensors --source valid.en --references valid.de --json",
        "score run/best.safetensors --source valid.en --target valid.de",
        "compare valid.de valid.en --references valid.de --samples 100",
        "translate run/best.safetensors --input valid.en",
        "attention run/best.safetensors 'The dog sees 7 trees.'", "inspect run/best.safetensors",
        "--version", "--help"}) {
    expect_loss_is_told(arguments, " > /dev/full");
  }
}

TEST_F(StandardStreams, ResultsForAClosedOutputAreAFailure) {
  expect_loss_is_told("evaluate --hypotheses valid.de --references valid.de", " >&-");
  expect_loss_is_told("inspect run/best.safetensors", " >&-");
}

TEST_F(StandardStreams, HelpThatDoesNotArriveIsAFailure) {
  const std::vector<std::string> names = command_names();
  EXPECT_GE(names.size(), 14u);
  for (const std::string& name : names) expect_loss_is_told(name + " --help", " > /dev/full");
}

TEST_F(StandardStreams, AReaderThatHasSeenEnoughIsNoFailure) {
  const Outcome outcome = run_with("| head -1 > first.txt", "train --keys");
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.errors, "");
  EXPECT_EQ(lines_of(read_file(folder_ / "first.txt")).size(), 1u);
}

TEST_F(StandardStreams, NothingIsWrittenIntoTheRunsFilesWhenTheyAreClosed) {
  ASSERT_EQ(run_with(">&- 2>&-", "train c.toml --set training.directory=closed").exit_code, 0);
  for (const char* file : {"examples.jsonl", "vocabulary.model"}) {
    EXPECT_EQ(read_file(folder_ / "closed" / file), read_file(folder_ / "run" / file)) << file;
  }
  for (const std::string& line : lines_of(read_file(folder_ / "closed/metrics.jsonl"))) {
    EXPECT_TRUE(line.starts_with("{") && line.ends_with("}")) << line;
  }
  EXPECT_EQ(read_file(folder_ / "closed/log.txt").front(), '2') << "of the year";
}

TEST_F(StandardStreams, AClosedInputIsSaid) {
  const Outcome outcome = run_with("<&-", "translate run/best.safetensors");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.errors, HasSubstr("reading stdin failed"));
}

}  // namespace
}  // namespace dragoman::testing_cli

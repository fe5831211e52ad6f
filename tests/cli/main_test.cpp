#include <algorithm>

#include "base/sanitized.h"
#include "cli/trained_model.h"

namespace dragoman::testing_cli {
namespace {

TEST_F(Commands, HelpOfEveryCommandShowsAnExample) {
  for (const std::string command :
       {"train", "vocab", "evaluate", "compare", "translate", "serve", "study", "attention",
        "inspect", "quantize", "shortlist", "init"}) {
    const Outcome outcome = run_command(folder_, command + " --help");
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.output, HasSubstr("Example"));
  }
}

TEST_F(Commands, RefuseWrongArguments) {
  expect_refused("", {"a command is needed", "train"});
  EXPECT_EQ(run_command(folder_, "").errors.find("manual"), std::string::npos);
  expect_refused("evaluate --hypotheses valid.de", {"--references"});
  expect_refused("evaluate --hypotheses valid.de --references valid.de --by-length", {"--source"});
  expect_refused("evaluate --hypotheses valid.de --references valid.de --alignments valid.align",
                 {"MODEL"});
  expect_refused("compare valid.de c.toml --references valid.de", {"c.toml has"});
}

TEST_F(Commands, OutOfMemoryIsOneLineThatSaysWhatToLower) {
  if (is_sanitized()) GTEST_SKIP() << "its shadow takes more addresses than the limit leaves";
  write_file(folder_ / "limited.sh",
             "ulimit -v 8000000\nexec '" DRAGOMAN_COMMAND
             "' train c.toml --set training.directory=too_wide --set model.decoder.width=65536\n");
  const int status = std::system(
      ("cd '" + folder_.string() + "' && sh limited.sh 2> errors.txt > output.txt").c_str());
  EXPECT_EQ(WEXITSTATUS(status), 1);
  const std::string errors = read_file(folder_ / "errors.txt");
  EXPECT_THAT(errors, testing::StartsWith("out of memory: "));
  EXPECT_EQ(std::count(errors.begin(), errors.end(), '\n'), 1) << errors;
  EXPECT_FALSE(fs::exists(folder_ / "too_wide"));
}

TEST_F(Commands, APathThatLeadsNowhereIsSaidInALine) {
  fs::create_symlink("loop", folder_ / "loop");
  for (const auto& [path, reason] : std::vector<std::pair<std::string, std::string>>{
           {"loop", "Too many levels of symbolic links"},
           {std::string(300, 'x'), "name too long"}}) {
    expect_refused("train " + path, {path, reason});
    expect_refused("inspect " + path, {path, reason});
    expect_refused("translate run/best.safetensors --input " + path, {path, reason});
    expect_refused("train c.toml --set training.directory=" + path, {path, reason});
    expect_refused("average mean.safetensors " + path + " --last 1", {path, reason});
  }
}

TEST_F(Commands, ALogThatIsAFolderIsSaidInALine) {
  fs::create_directories(folder_ / "no_log/log.txt");
  const Outcome outcome = run_command(folder_, "train c.toml --set training.directory=no_log");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.errors, "cannot write no_log/log.txt: Is a directory\n");
}

}  // namespace
}  // namespace dragoman::testing_cli

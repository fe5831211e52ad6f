#include <regex>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/command.h"

namespace dragoman::testing_cli {
namespace {

using testing::HasSubstr;

std::set<std::string> options_in(const std::string& text) {
  static const std::regex option("--[a-z][a-z-]*");
  return {std::sregex_token_iterator(text.begin(), text.end(), option), {}};
}

class Manual : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::filesystem::path(testing::TempDir()) / "dragoman_manual";
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    ASSERT_EQ(run_command(folder_, "manual manual").exit_code, 0);
  }

  static std::string page_of(const std::string& command) {
    const std::string page = read_file(folder_ / "manual" / ("dragoman-" + command + ".1"));
    return std::regex_replace(page, std::regex(R"(\\-)"), "-");
  }

  /// What bash completes the last of the words to.
  static std::string completed(const std::string& words) {
    const std::string script =
        "cd '" + folder_.string() +
        "' && bash -c 'source manual/dragoman.bash; COMP_WORDS=(\"$@\"); "
        "COMP_CWORD=$(($# - 1)); _dragoman; echo \"${COMPREPLY[*]}\"' bash " +
        words + " > completed.txt 2>&1";
    EXPECT_EQ(std::system(script.c_str()), 0);
    const std::string text = read_file(folder_ / "completed.txt");
    return text.substr(0, text.find('\n'));
  }

  static inline std::filesystem::path folder_;
};

TEST_F(Manual, HasAPageForEveryCommandWithEveryOptionOfItsHelp) {
  const std::string overview = read_file(folder_ / "manual" / "dragoman.1");
  for (const std::string command :
       {"train", "vocab", "evaluate", "compare", "translate", "serve", "study", "attention",
        "inspect", "quantize", "shortlist", "init"}) {
    const std::string page = page_of(command);
    EXPECT_THAT(overview, HasSubstr("\\fB" + command + "\\fR\n"));
    EXPECT_THAT(page, HasSubstr("\ndragoman-" + command + " - "));
    EXPECT_THAT(page, HasSubstr("SH EXAMPLES"));
    for (const std::string& option : options_in(run_command(folder_, command + " --help").output)) {
      EXPECT_THAT(page, HasSubstr(option)) << command;
    }
  }
}

TEST_F(Manual, EscapesWhatRoffWouldTakeForARequest) {
  const std::string page = read_file(folder_ / "manual" / "dragoman-translate.1");
  EXPECT_THAT(page, HasSubstr("\\[u03B1]"));  // α of length normalisation
  EXPECT_EQ(page.find("\xce"), std::string::npos);
}

TEST_F(Manual, IsHiddenFromHelp) {
  EXPECT_EQ(run_command(folder_, "--help").output.find("manual"), std::string::npos);
}

TEST_F(Manual, BashCompletesCommandsOptionsChoicesAndFiles) {
  write_file(folder_ / "some.toml", "");
  write_file(folder_ / "some.safetensors", "");
  EXPECT_EQ(completed("dragoman tra"), "train translate");
  EXPECT_EQ(completed("dragoman train --res"), "--resume");
  EXPECT_EQ(completed("dragoman train som"), "some.toml");
  EXPECT_EQ(completed("dragoman train some.toml --set som"), "");
  EXPECT_EQ(completed("dragoman inspect som"), "some.safetensors");
  EXPECT_EQ(completed("dragoman translate --device c"), "cpu cuda");
  EXPECT_EQ(completed("dragoman translate --device = c"), "cpu cuda");
  EXPECT_EQ(completed("dragoman vocab --kind ''"), "unigram bpe");
  EXPECT_EQ(completed("dragoman evaluate --metrics c"), "chrf");
  EXPECT_THAT(completed("dragoman evaluate --references a some"), HasSubstr("some.toml"));
}

}  // namespace
}  // namespace dragoman::testing_cli

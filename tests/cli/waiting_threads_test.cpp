#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/command.h"

namespace dragoman::testing_cli {
namespace {

using testing::HasSubstr;
using testing::Not;

/// What OpenMP's runtime, or each that the command began with, says of its settings.
std::string settings(const std::string& environment, const std::string& arguments) {
  const std::filesystem::path output = std::filesystem::path(testing::TempDir()) / "waiting.txt";
  const std::string line = "env -u GOMP_SPINCOUNT -u OMP_WAIT_POLICY OMP_DISPLAY_ENV=VERBOSE " +
                           environment + " '" DRAGOMAN_COMMAND "' " + arguments +
                           " > /dev/null 2> '" + output.string() + "'";
  EXPECT_EQ(std::system(line.c_str()), 0);
  return read_file(output);
}

TEST(WaitingThreads, FallAsleepSoonInWhatRunsForLong) {
  for (const std::string command : {"train", "study", "serve"}) {
    EXPECT_THAT(settings("", command + " --help"), HasSubstr("GOMP_SPINCOUNT = '10000'"))
        << command;
  }
  EXPECT_THAT(settings("", "inspect --help"), Not(HasSubstr("GOMP_SPINCOUNT = '10000'")));
}

TEST(WaitingThreads, WaitAsTheUserSays) {
  EXPECT_THAT(settings("GOMP_SPINCOUNT=77", "train --help"), HasSubstr("GOMP_SPINCOUNT = '77'"));
  EXPECT_THAT(settings("OMP_WAIT_POLICY=active", "train --help"),
              Not(HasSubstr("GOMP_SPINCOUNT = '10000'")));
}

}  // namespace
}  // namespace dragoman::testing_cli

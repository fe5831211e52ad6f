#include "dragoman/kernels/instructions.h"

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

using testing::HasSubstr;

/// What a fresh program says, as the limit is read once.
void say(const std::string& wanted) {
  ::setenv(instructions_variable, wanted.c_str(), 1);
  try {
    fmt::print(stderr, "{}\n", instruction_set());
    std::exit(0);
  } catch (const InputError& error) {
    fmt::print(stderr, "{}\n", error.what());
    std::exit(2);
  }
}

class InstructionSets : public testing::Test {
 protected:
  void SetUp() override { testing::FLAGS_gtest_death_test_style = "threadsafe"; }
};

TEST_F(InstructionSets, EachCanBeChosen) {
  const std::vector<std::string> names = instruction_sets();
  ASSERT_FALSE(names.empty());
  for (const std::string& name : names) {
    EXPECT_EXIT(say(name), testing::ExitedWithCode(0), "^" + name + "\n");
  }
}

TEST_F(InstructionSets, AnUnknownNameIsRefusedWithTheKnownOnes) {
  EXPECT_EXIT(
      say("AVX7"), testing::ExitedWithCode(2),
      "DRAGOMAN_MAX_CPU_ISA: got 'AVX7'; this processor has .*" + instruction_sets().back());
}

}  // namespace
}  // namespace dragoman

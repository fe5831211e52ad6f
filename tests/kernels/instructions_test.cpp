#include "dragoman/kernels/instructions.h"

#include <cmath>
#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/base/error.h"
#include "dragoman/kernels/packed_weight.h"

namespace dragoman {
namespace {

using testing::HasSubstr;

/// (1 + ε)(1 − ε) − 1 is −ε² in one rounding and 0 in two.
bool products_are_fused() {
  const float epsilon = std::ldexp(1.0F, -20), weight = 1 + epsilon, row = 1 - epsilon, bias = -1;
  float out = 1;
  PackedWeight<float>({&weight, 1, 1, 1, 1}).multiply({&row, 1, 1}, &bias, {&out, 1, 1});
  return out != 0;
}

std::string name_of(bool fused) {
  return fused ? "in one rounding" : "in two roundings";
}

/// What a fresh program says and does, as the limit is read once.
void say(const std::string& wanted) {
  ::setenv(instructions_variable, wanted.c_str(), 1);
  try {
    const std::string said = instruction_set();
    fmt::print(stderr, "{} {}\n", said, name_of(products_are_fused()));
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

TEST_F(InstructionSets, EachCanBeChosenAndIsUsed) {
  const std::vector<std::string> names = instruction_sets();
  ASSERT_FALSE(names.empty());
  for (const std::string& name : names) {
    const bool fused = name.starts_with("AVX") || name.starts_with("NEON");
    EXPECT_EXIT(say(name), testing::ExitedWithCode(0), "^" + name + " " + name_of(fused) + "\n");
  }
}

TEST_F(InstructionSets, AnUnknownNameIsRefusedWithTheKnownOnes) {
  EXPECT_EXIT(
      say("AVX7"), testing::ExitedWithCode(2),
      "DRAGOMAN_MAX_CPU_ISA: got 'AVX7'; this processor has .*" + instruction_sets().back());
}

}  // namespace
}  // namespace dragoman

#include "dragoman/training/launch.h"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

using Variables = std::map<std::string, std::string>;

std::optional<Launch> launch_of(const Variables& variables) {
  return read_launch([&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

const Variables second_of_four = {{"WORLD_SIZE", "4"},         {"RANK", "1"},
                                  {"LOCAL_WORLD_SIZE", "2"},   {"LOCAL_RANK", "1"},
                                  {"MASTER_ADDR", "10.0.0.1"}, {"MASTER_PORT", "29500"}};

Variables but(Variables variables, const std::string& name, const std::string& value) {
  variables[name] = value;
  return variables;
}

std::string refusal_of(const Variables& variables) {
  try {
    launch_of(variables);
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Launch, IsWhatTorchrunSays) {
  const auto launch = launch_of(second_of_four);
  ASSERT_TRUE(launch);
  EXPECT_EQ(launch->rank, 1);
  EXPECT_EQ(launch->size, 4);
  EXPECT_EQ(launch->local_size, 2);
  EXPECT_EQ(launch->local_rank, 1);
  EXPECT_EQ(launch->address, "10.0.0.1");
  EXPECT_EQ(launch->port, 29500);
}

TEST(Launch, IsNoneWithoutOthers) {
  EXPECT_FALSE(launch_of({}));
  EXPECT_FALSE(launch_of({{"WORLD_SIZE", ""}}));
  EXPECT_FALSE(launch_of({{"WORLD_SIZE", "1"}}));
}

TEST(Launch, WithoutALocalSizeTheMachineIsItsOwn) {
  Variables variables = second_of_four;
  variables.erase("LOCAL_WORLD_SIZE");
  EXPECT_EQ(launch_of(variables)->local_size, 1);
}

TEST(Launch, TorchrunsOwnStoreKeepsItsPort) {
  EXPECT_EQ(launch_of(but(second_of_four, "TORCHELASTIC_USE_AGENT_STORE", "True"))->port, 29501);
  EXPECT_EQ(launch_of(but(second_of_four, "TORCHELASTIC_USE_AGENT_STORE", "False"))->port, 29500);
  const Variables last = but(second_of_four, "MASTER_PORT", "65535");
  EXPECT_EQ(launch_of(but(last, "TORCHELASTIC_USE_AGENT_STORE", "True"))->port, 65534);
}

TEST(Launch, NamesWhatIsMissing) {
  for (const char* name : {"RANK", "MASTER_ADDR", "MASTER_PORT"}) {
    Variables variables = second_of_four;
    variables.erase(name);
    EXPECT_EQ(refusal_of(variables),
              std::string("WORLD_SIZE is set, but ") + name +
                  " is not: start the processes by torchrun, or set WORLD_SIZE, RANK, MASTER_ADDR "
                  "and MASTER_PORT for each");
    EXPECT_EQ(refusal_of(but(variables, name, "")).substr(0, 15), "WORLD_SIZE is s");
  }
}

TEST(Launch, RefusesWhatCannotBe) {
  EXPECT_EQ(refusal_of(but(second_of_four, "RANK", "4")),
            "RANK is '4', expected an integer from 0 to 3");
  EXPECT_EQ(refusal_of(but(second_of_four, "RANK", "-1")),
            "RANK is '-1', expected an integer from 0 to 3");
  EXPECT_EQ(refusal_of(but(second_of_four, "WORLD_SIZE", "4x")),
            "WORLD_SIZE is '4x', expected an integer from 1 to 65536");
  EXPECT_EQ(refusal_of(but(second_of_four, "LOCAL_WORLD_SIZE", "5")),
            "LOCAL_WORLD_SIZE is '5', expected an integer from 1 to 4");
  EXPECT_EQ(refusal_of(but(second_of_four, "MASTER_PORT", "65536")),
            "MASTER_PORT is '65536', expected an integer from 1 to 65535");
  EXPECT_EQ(refusal_of(but(second_of_four, "MASTER_PORT", "99999999999999999999")),
            "MASTER_PORT is '99999999999999999999', expected an integer from 1 to 65535");
}

}  // namespace
}  // namespace dragoman

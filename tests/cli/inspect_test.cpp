#include <fstream>

#include <nlohmann/json.hpp>

#include "cli/trained_model.h"

namespace dragoman::testing_cli {
namespace {

using nlohmann::json;

TEST_F(Commands, InspectReadsTheHeaderAndOnRequestTheNumbers) {
  fs::copy_file(folder_ / "run/best.safetensors", folder_ / "damaged.safetensors",
                fs::copy_options::overwrite_existing);
  std::fstream(folder_ / "damaged.safetensors", std::ios::in | std::ios::out | std::ios::binary)
      .seekp(-1, std::ios::end)
      .put('\x7f');
  const json header =
      json::parse(run_command(folder_, "inspect damaged.safetensors --json").output);
  EXPECT_FALSE(header.at("tensors").at(0).contains("mean"));
  const Outcome all = run_command(folder_, "inspect damaged.safetensors --statistics");
  EXPECT_EQ(all.exit_code, 2);
  EXPECT_THAT(all.errors, HasSubstr("damaged"));
  const json whole =
      json::parse(run_command(folder_, "inspect run/best.safetensors --statistics --json").output);
  ASSERT_EQ(whole.at("tensors").size(), header.at("tensors").size());
  for (const json& tensor : whole.at("tensors")) EXPECT_TRUE(tensor.contains("mean"));
}

}  // namespace
}  // namespace dragoman::testing_cli

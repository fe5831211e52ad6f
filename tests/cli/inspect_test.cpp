#include <fstream>

#include <nlohmann/json.hpp>

#include "cli/trained_model.h"
#include "dragoman/nn/model_file.h"

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

TEST_F(Commands, InspectShowsTheHistoryOfARunThatDiverged) {
  ModelFile file = read_model_file(folder_ / "run/best.safetensors");
  file.notes["history"] =
      R"([{"epoch":1,"update":8,"loss":null,"perplexity":null,"bleu":0,"chrf":0,"best":true},3])";
  write_model_file(folder_ / "diverged.safetensors", file);
  const Outcome outcome = run_command(folder_, "inspect diverged.safetensors");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
  EXPECT_THAT(outcome.output, HasSubstr("epoch   1  update       8  loss nan  perplexity nan  BLEU "
                                        "0.00  chrF 0.00  best\n"));
}

}  // namespace
}  // namespace dragoman::testing_cli

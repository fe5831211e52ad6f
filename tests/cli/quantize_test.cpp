#include "cli/trained_model.h"

namespace dragoman::testing_cli {
namespace {

TEST_F(Commands, QuantizeWritesASmallerModelThatTranslates) {
  ASSERT_EQ(run_command(folder_, "quantize run/best.safetensors small.safetensors").exit_code, 0);
  const std::string shown = run_command(folder_, "inspect small.safetensors").output;
  EXPECT_THAT(shown, HasSubstr("precision = \"int8\""));
  EXPECT_THAT(shown, testing::ContainsRegex("target_embedding +Char"));
  const auto translation = [&](const std::string& model, const std::string& precision) {
    const Outcome outcome =
        run_command(folder_, "translate " + model + " --input valid.en" + precision);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    return outcome.output;
  };
  EXPECT_EQ(translation("small.safetensors", ""),
            translation("small.safetensors", " --precision int8"));
  EXPECT_EQ(translation("small.safetensors", " --precision fp32").substr(0, 5),
            translation("run/best.safetensors", " --precision fp32").substr(0, 5));
}

TEST_F(Commands, AQuantizedModelIsAboutAQuarterOfTheWeights) {
  ASSERT_EQ(run_command(folder_, "quantize run/best.safetensors small.safetensors").exit_code, 0);
  const auto bytes = [&](const std::string& name) {
    return static_cast<double>(fs::file_size(folder_ / name) -
                               fs::file_size(folder_ / "run/vocabulary.model"));
  };
  // Scales and biases weigh more in so small a model.
  EXPECT_LT(bytes("small.safetensors"), 0.6 * bytes("run/best.safetensors"));
}

TEST_F(Commands, QuantizeRefusesBeforehandWhatItCannotWrite) {
  expect_refused("quantize run/best.safetensors no/folder.safetensors", {"no"});
  expect_refused("quantize c.toml small2.safetensors", {"c.toml"});
}

}  // namespace
}  // namespace dragoman::testing_cli

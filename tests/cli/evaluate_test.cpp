#include <nlohmann/json.hpp>

#include "cli/trained_model.h"

namespace dragoman::testing_cli {
namespace {

TEST_F(Commands, EvaluateScoresFilesAndModelsAlike) {
  ASSERT_EQ(
      run_command(folder_, "translate run/best.safetensors --input valid.en --output valid.out")
          .exit_code,
      0);
  const Outcome file =
      run_command(folder_, "evaluate --hypotheses valid.out --references valid.de --json");
  const Outcome model = run_command(
      folder_, "evaluate run/best.safetensors --source valid.en --references valid.de --json");
  EXPECT_EQ(file.exit_code, 0) << file.errors;
  EXPECT_EQ(file.output, model.output);
  const auto scores = nlohmann::json::parse(file.output);
  ASSERT_EQ(scores.size(), 3u);
  EXPECT_EQ(scores[0].at("name"), "BLEU");
  EXPECT_THAT(scores[0].at("signature").get<std::string>(), HasSubstr("tok:13a|smooth:exp"));
}

TEST_F(Commands, EvaluateOfTheReferencesIsAHundred) {
  const Outcome outcome = run_command(
      folder_, "evaluate --hypotheses valid.de --references valid.de valid.en --metrics bleu,ter");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
  EXPECT_THAT(outcome.output, HasSubstr("= 100.00 100.0/100.0/100.0/100.0 (BP = 1.000"));
  EXPECT_THAT(outcome.output, HasSubstr("nrefs:2"));
}

TEST_F(Commands, EvaluateByLengthOfJoinedLines) {
  const Outcome outcome = run_command(
      folder_,
      "evaluate run/best.safetensors --source valid.en --references valid.de --metrics bleu,ter "
      "--concat 3 --by-length --length-bounds 5,14,16 --json");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
  const auto scores = nlohmann::json::parse(outcome.output);
  ASSERT_EQ(scores.size(), 4u);  // 15 words each
  EXPECT_EQ(scores[2]["source_words"], "14-15");
  EXPECT_EQ(scores[2]["sentences"], 3);
  EXPECT_EQ(scores[2]["score"], scores[0]["score"]);
}

TEST_F(Commands, EvaluateJudgesAlignments) {
  std::string truth;
  for (int line = 0; line < 10; ++line) truth += "0?0 1-1 2-2 3-3 4-4\n";
  write_file(folder_ / "valid.align", truth);
  const Outcome outcome = run_command(folder_,
                                      "evaluate run/best.safetensors --source valid.en "
                                      "--references valid.de --alignments valid.align");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
  EXPECT_THAT(outcome.output, HasSubstr("AER = "));
  EXPECT_THAT(outcome.output, HasSubstr("40 sure ones"));
}

}  // namespace
}  // namespace dragoman::testing_cli

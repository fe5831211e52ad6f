#include <nlohmann/json.hpp>

#include "cli/trained_model.h"

namespace dragoman::testing_cli {
namespace {

constexpr const char* scored = "score run/best.safetensors --source valid.en ";

TEST_F(Commands, ScoreGivesALogProbabilityALineAndThePerplexity) {
  const Outcome outcome = run_command(folder_, std::string(scored) + "--target valid.de");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
  double sum = 0;
  for (const std::string& line : lines_of(outcome.output)) sum += std::stod(line);
  EXPECT_EQ(lines_of(outcome.output).size(), 10);
  EXPECT_LT(sum, 0);
  EXPECT_THAT(outcome.errors, testing::ContainsRegex("10 sentences: log probability -[0-9.]+, "
                                                     "perplexity [0-9.]+ a piece"));
  EXPECT_EQ(run_command(folder_, std::string(scored) + "--target valid.de --batch-size 3").output,
            outcome.output);
}

TEST_F(Commands, ScoreOfWordsAndJsonAgreeWithTheSentences) {
  const std::string plain = run_command(folder_, std::string(scored) + "--target valid.de").output;
  const auto words =
      lines_of(run_command(folder_, std::string(scored) + "--target valid.de --words").output);
  const auto objects =
      lines_of(run_command(folder_, std::string(scored) + "--target valid.de --json").output);
  ASSERT_EQ(objects.size(), 10);
  for (size_t line = 0; line < objects.size(); ++line) {
    const double sentence = std::stod(lines_of(plain)[line]);
    EXPECT_THAT(words[line], testing::StartsWith(lines_of(plain)[line] + " ||| Tier -"));
    const auto object = nlohmann::json::parse(objects[line]);
    EXPECT_NEAR(object.at("log_probability").get<double>(), sentence, 1e-6);
    double sum = 0;
    for (const auto& word : object.at("words")) sum += word.at("log_probability").get<double>();
    EXPECT_NEAR(sum, sentence, 1e-5);
    EXPECT_EQ(object.at("words").back().at("word"), "</s>");
  }
}

TEST_F(Commands, ScoreOfAnNBestListIsItsOwnAndReranks) {
  const Outcome list =
      run_command(folder_, "translate run/best.safetensors --input valid.en --n-best 4");
  write_file(folder_ / "list", list.output);
  const auto again = lines_of(run_command(folder_, std::string(scored) + "--n-best list").output);
  const auto before = lines_of(list.output);
  ASSERT_EQ(again.size(), before.size());
  const auto text_of = [](const std::string& line) { return line.substr(0, line.rfind(" ||| ")); };
  for (size_t i = 0; i < again.size(); ++i) EXPECT_EQ(text_of(again[i]), text_of(before[i]));
  const auto sorted =
      lines_of(run_command(folder_, std::string(scored) + "--n-best list --rerank").output);
  ASSERT_EQ(sorted.size(), before.size());
  for (size_t i = 1; i < sorted.size(); ++i) {
    const auto score_of = [](const auto& line) { return std::stod(line.substr(line.rfind(' '))); };
    if (sorted[i][0] == sorted[i - 1][0])
      EXPECT_LE(score_of(sorted[i]), score_of(sorted[i - 1]));
    else
      EXPECT_GT(sorted[i][0], sorted[i - 1][0]);
  }
}

TEST_F(Commands, LengthNormalizationIsTheExponentOfThePenalty) {
  for (const std::string& command :
       {std::string("translate run/best.safetensors --input valid.en --n-best 2"),
        scored + std::string("--n-best two")}) {
    const auto output_with = [&](const std::string& option) {
      const Outcome outcome = run_command(folder_, command + option);
      EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
      return outcome.output;
    };
    const std::string plain = output_with(" --length-penalty none");
    write_file(folder_ / "two", plain);
    EXPECT_EQ(output_with(" --length-normalization 0"), plain);
    EXPECT_NE(output_with(" --length-normalization 0.5"), plain);
    EXPECT_NE(output_with(""), output_with(" --length-normalization 0.5"));
  }
}

TEST_F(Commands, ScoreRefusesWhatDoesNotFit) {
  expect_refused(scored, {"--target FILE", "--n-best FILE"});
  expect_refused(std::string(scored) + "--target valid.de --rerank", {"--rerank", "--n-best"});
  write_file(folder_ / "short.de", "Tier\n");
  expect_refused(std::string(scored) + "--target short.de", {"short.de", "1", "10"});
  expect_refused(std::string(scored) + "--n-best valid.de", {"valid.de: line 1", "|||"});
}

}  // namespace
}  // namespace dragoman::testing_cli

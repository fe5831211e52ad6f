#include "dragoman/report/study_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace dragoman {
namespace {

using testing::HasSubstr;
using testing::Not;

Study small_study() {
  Study study;
  study.title = "Kinds & <costs>";
  study.concat = {1, 3};
  study.examples = {"ein Hund"};
  return study;
}

StudyResult result_of(const std::string& variant, double bleu) {
  StudyResult result;
  result.variant = variant;
  result.seed = 1;
  result.parameters = 1234;
  result.updates = 20;
  result.training_tokens_per_second = 4321;
  result.peak_memory_mib = 300;
  result.perplexity = 5.5;
  result.sentences_per_second = 77;
  result.entropy = 0.9;
  for (const int64_t concat : {1, 3}) {
    result.tests.push_back({concat,
                            30 / concat,
                            bleu - static_cast<double>(concat),
                            60,
                            {bleu, 1.5},
                            {60, 1},
                            {{"1-9", 10, bleu}, {"10-19", 20, bleu - 4}}});
  }
  result.curve = {{10, 5, 20}, {20, bleu, 6}};
  result.examples = {{{"ein", "Hund", "</s>"}, {"a", "dog"}, {{1, 0, 0}, {0, 0.5, 0.5}}, {}}};
  return result;
}

const std::vector<StudyResult> results = {result_of("luong </script>", 31),
                                          result_of("bahdanau", 33)};

TEST(StudyResult, ReadsBackFromItsJson) {
  StudyResult result = result_of("x", 30);
  result.alignment_error = 12.5;
  const nlohmann::json json = result;
  const nlohmann::json again = json.get<StudyResult>();
  EXPECT_EQ(again, json);
  EXPECT_EQ(again["alignment_error"], 12.5);
}

TEST(MeanEntropy, IsZeroForOneWordAndLogTwoForTwo) {
  const Alignment alignment{{"a", "b", "</s>"}, {"x", "y"}, {{1, 0, 0}, {0.5, 0.5, 0}}, {}};
  EXPECT_NEAR(mean_entropy({alignment}), std::log(2.0) / 2, 1e-12);
  EXPECT_EQ(mean_entropy({}), 0);
}

TEST(StudyMarkdown, HasATableForEachQuestion) {
  std::vector<StudyResult> compared = results;
  compared[1].p_value = 0.0421;
  const std::string text = study_markdown(small_study(), compared);
  EXPECT_THAT(text, HasSubstr("# Kinds & <costs>"));
  EXPECT_THAT(text, HasSubstr("| luong </script> | 30.00 ± 1.50 |  |"));
  EXPECT_THAT(
      text,
      HasSubstr("| bahdanau | 32.00 ± 1.50 | 0.042 | 60.00 ± 1.00 | 5.50 | 0.90 | 4321 | 77.0 "
                "| 300 | 1234 |"));
  EXPECT_THAT(text, HasSubstr("| bahdanau | 32.00 ± 1.50 | 30.00 ± 1.50 |"));
  EXPECT_THAT(text, HasSubstr("| variant | 1-9 (10) | 10-19 (20) |"));
  EXPECT_THAT(text, Not(HasSubstr("alignment error")));
}

TEST(StudyMarkdown, NamesSeedsWhereThereAreSeveral) {
  Study study = small_study();
  study.seeds = {1, 2};
  EXPECT_THAT(study_markdown(study, results), HasSubstr("| bahdanau, seed 1 |"));
}

TEST(StudyMarkdown, HasMeansOverSeedsAndGainsOfTheSameSeeds) {
  std::vector<StudyResult> seeds = {result_of("plain", 31), result_of("dropout", 33)};
  for (const StudyResult& result : {result_of("plain", 35), result_of("dropout", 34)}) {
    seeds.push_back(result);
    seeds.back().seed = 2;
  }
  seeds[1].gain = 2;
  seeds[3].gain = -1;
  Study study = small_study();
  study.variants = {{"plain", {}}, {"dropout", {}}, {"not finished", {}}};
  EXPECT_THAT(study_markdown(study, seeds), Not(HasSubstr("Means over seeds")));
  study.seeds = {1, 2};
  const std::string text = study_markdown(study, seeds);
  EXPECT_THAT(text, HasSubstr("| plain | 2 | 32.00 ± 2.83 |  | 60.00 ± 0.00 | 5.50 | 4321 |\n"));
  EXPECT_THAT(text, HasSubstr("| dropout | 2 | 32.50 ± 0.71 | +0.50 ± 2.12 |"));
  EXPECT_THAT(text, Not(HasSubstr("not finished")));
  seeds.pop_back();
  EXPECT_THAT(study_markdown(study, seeds), HasSubstr("| dropout | 1 | 32.00 | +2.00 | 60.00 |"));
}

TEST(StudyMarkdown, HasAColumnOfAlignmentErrorsWhereThereAreAny) {
  EXPECT_THAT(study_markdown(small_study(), results), Not(HasSubstr("alignment error")));
  std::vector<StudyResult> measured = results;
  measured[1].alignment_error = 12.5;
  const std::string text = study_markdown(small_study(), measured);
  EXPECT_THAT(text, HasSubstr("alignment error"));
  EXPECT_THAT(text, HasSubstr("12.5 %"));
}

TEST(StudyHtml, ShowsLinesThatAreJoinedWhereAnyAre) {
  Study study = small_study();
  EXPECT_THAT(study_html(study, results), HasSubstr("lines of the test set joined"));
  study.concat = {1};
  EXPECT_THAT(study_html(study, results), Not(HasSubstr("lines of the test set joined")));
}

TEST(StudyHtml, DrawsEachResultsScores) {
  const std::string page = study_html(small_study(), {result_of("bahdanau", 33)});
  EXPECT_THAT(page, HasSubstr("\"data\":[32.0,30.0]"));  // joined lines
  EXPECT_THAT(page, HasSubstr("\"data\":[33.0,29.0]"));  // by length
  EXPECT_THAT(page, HasSubstr("\"labels\":[\"1-9\",\"10-19\"]"));
}

TEST(StudyHtml, IsSelfContainedAndEscapesNames) {
  const std::string page = study_html(small_study(), results);
  EXPECT_THAT(page, HasSubstr("<title>Kinds &amp; &lt;costs&gt;</title>"));
  EXPECT_THAT(page, Not(HasSubstr("luong </script>")));
  for (const char* outside : {" src=\"", " href=\"", "@import", "<link"}) {
    EXPECT_THAT(page, Not(HasSubstr(outside))) << outside;
  }
  EXPECT_THAT(page, HasSubstr("<summary>bahdanau: a dog</summary>"));
}

}  // namespace
}  // namespace dragoman

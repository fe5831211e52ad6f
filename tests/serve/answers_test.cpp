#include "serve/answers.h"

#include <gtest/gtest.h>

#include "serve/small_translator.h"

namespace dragoman {
namespace {

using std::chrono::microseconds;

class Answers : public testing::Test {
 protected:
  /// Two hypotheses, "is here" and "is".
  LineAnswer line() const {
    Translation translation;
    translation.text = "is here";
    translation.score = -0.5;
    translation.source = vocabulary_.encode("sentence");
    translation.target = vocabulary_.encode("is here");
    translation.hypotheses = {{vocabulary_.encode("is here"), -1.5, -0.5},
                              {vocabulary_.encode("is"), -2, -1}};
    return {"<b>is here</b>", translation, std::nullopt, std::nullopt};
  }

  const ServedModel model_ = served("en", "de", small_translator());
  const Vocabulary& vocabulary_ = model_.translator->vocabularies().target;
  const Clock::time_point begin_ = Clock::now();
  const SearchTimes times_ = {begin_, begin_ + microseconds(1500), begin_ + microseconds(4250)};
};

TEST_F(Answers, OfASearchHaveTextScoresPiecesAndTimes) {
  const Json answer = search_answer({line()}, model_, times_);
  EXPECT_EQ(answer["source"], "en");
  EXPECT_EQ(answer["target"], "de");
  EXPECT_EQ(answer["model"], "small");
  EXPECT_EQ(answer["timing"], (Json{{"waiting_ms", 1.5}, {"search_ms", 2.75}}));
  const Json& first = answer["translations"][0];
  EXPECT_EQ(first["text"], "<b>is here</b>");
  EXPECT_EQ(first["score"], -0.5);
  EXPECT_EQ(first["log_probability"], -1.5);
  EXPECT_EQ(first["source_pieces"], vocabulary_.pieces(vocabulary_.encode("sentence")));
  EXPECT_EQ(first["pieces"], vocabulary_.pieces(vocabulary_.encode("is here")));
  EXPECT_EQ(first["n_best"],
            (Json{{{"text", "is here"}, {"score", -0.5}}, {{"text", "is"}, {"score", -1.0}}}));
  EXPECT_FALSE(first.contains("words"));
  EXPECT_FALSE(first.contains("alignment"));
}

TEST_F(Answers, OfASearchHaveWordsAndAlignmentWhereTheLineHas) {
  LineAnswer with = line();
  with.words = ScoredTranslation{.words = {{"is", -0.25}, {"</s>", -1}}};
  with.alignment = Alignment{{"sentence", "</s>"}, {"is"}, {{0.75, 0.25}}, {}};
  Json first = search_answer({with}, model_, times_)["translations"][0];
  EXPECT_EQ(first["words"], (Json{{{"word", "is"}, {"log_probability", -0.25}},
                                  {{"word", "</s>"}, {"log_probability", -1.0}}}));
  EXPECT_EQ(
      first["alignment"],
      (Json{{"source", {"sentence", "</s>"}}, {"target", {"is"}}, {"weights", {{0.75, 0.25}}}}));
  with.alignment->heads = {{{0.5, 0.5}}, {{1, 0}}};
  first = search_answer({with}, model_, times_)["translations"][0];
  EXPECT_EQ(first["alignment"]["heads"].size(), 2u);
}

TEST_F(Answers, OfALineWithoutWordsIsCertain) {
  const LineAnswer empty{"", {}, std::nullopt, std::nullopt};
  const Json first = search_answer({empty}, model_, times_)["translations"][0];
  EXPECT_EQ(first["log_probability"], 0);
  EXPECT_EQ(first["n_best"], Json::array());
}

TEST_F(Answers, OfScores) {
  const Json answer = score_answer(
      {{.log_probability = -3, .score = -1.5, .pieces = 2, .words = {{"is", -3}}}}, model_);
  EXPECT_EQ(answer["model"], "small");
  EXPECT_EQ(answer["scores"], (Json{{{"log_probability", -3.0},
                                     {"score", -1.5},
                                     {"pieces", 2},
                                     {"words", {{{"word", "is"}, {"log_probability", -3.0}}}}}}));
}

TEST_F(Answers, ListLanguagesAndModels) {
  const auto& translator = model_.translator;
  const ServedModels models({model_, served("en", "de", translator, "big"),
                             served("en", "tlh", translator), served("tlh", "en", translator)});
  EXPECT_EQ(languages_answer(models),
            Json::parse(R"([{"code": "en", "name": "English", "targets": ["de", "tlh"]},
                            {"code": "tlh", "name": "tlh", "targets": ["en"]}])"));
  const Json listed = models_answer(models);
  ASSERT_EQ(listed.size(), 4u);
  EXPECT_EQ(listed[1], (Json{{"name", "big"}, {"source", "en"}, {"target", "de"}}));
}

TEST_F(Answers, OfDetectionHaveOneDigit) {
  EXPECT_EQ(detect_answer({{"en", 66.666}, {"de", 33.334}}),
            (Json{{{"confidence", 66.7}, {"language", "en"}},
                  {{"confidence", 33.3}, {"language", "de"}}}));
}

TEST_F(Answers, AreWrittenInOneLineOfUtf8) {
  EXPECT_EQ(written(Json{{"text", "a\nb\xc3 \xc3\xa4"}}),
            "{\"text\":\"a\\nb\xef\xbf\xbd \xc3\xa4\"}");
}

}  // namespace
}  // namespace dragoman

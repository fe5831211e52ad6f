#include "serve/translate_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "serve/small_translator.h"

namespace dragoman {
namespace {

class TranslateText : public testing::Test {
 protected:
  Json answer(const Json& body) {
    const TextRequest request = parse_text_request(Fields::of_json(body.dump()), {});
    return translate_text(request, models_, service_, nullptr);
  }

  std::string translated(const std::string& line) const {
    return translator_->translate({line}).front().text;
  }

  const std::shared_ptr<const Translator> translator_ = small_translator();
  const ServedModels models_{{served("en", "de", translator_)}};
  Counters counters_;
  SearchService service_{{}, counters_};
};

TEST_F(TranslateText, KeepsTheLinesOfAText) {
  EXPECT_EQ(
      answer({{"q", "sentence 7\n\nsentence 14 is"}, {"source", "en"}, {"target", "de"}}),
      (Json{{"translatedText", translated("sentence 7") + "\n\n" + translated("sentence 14 is")}}));
}

TEST_F(TranslateText, AnswersAnArrayByArrays) {
  const Json got = answer(
      {{"q", {"sentence 7", ""}}, {"source", "auto"}, {"target", "de"}, {"alternatives", 1}});
  EXPECT_EQ(got["translatedText"], (Json{translated("sentence 7"), ""}));
  EXPECT_EQ(got["alternatives"].size(), 2u);
  EXPECT_EQ(got["alternatives"][0].size(), 1u);
  EXPECT_EQ(got["alternatives"][1], Json::array());  // of nothing
  EXPECT_EQ(got["detectedLanguage"].size(), 2u);
  EXPECT_EQ(got["detectedLanguage"][0]["language"], "en");
}

TEST_F(TranslateText, AlternativesOfSeveralSentencesAreWholeTexts) {
  const Json got = answer(
      {{"q", "sentence 7\nsentence 14"}, {"source", "en"}, {"target", "de"}, {"alternatives", 2}});
  ASSERT_EQ(got["alternatives"].size(), 2u);
  for (const Json& other : got["alternatives"]) {
    EXPECT_NE(other, got["translatedText"]);
    EXPECT_THAT(other.get<std::string>(), testing::HasSubstr("\n"));
  }
}

TEST_F(TranslateText, TranslatesTheSentencesOfHtmlEachAlone) {
  const Json got = answer({{"q", "<ul><li>sentence 7. Sentence\n14</li></ul>"},
                           {"source", "en"},
                           {"target", "de"},
                           {"format", "html"}});
  EXPECT_EQ(got["translatedText"], "<ul><li>" + translated("sentence 7.") + " " +
                                       translated("Sentence 14") + "</li></ul>");
}

TEST_F(TranslateText, KeepsTheTagsOfHtmlInAlternativesToo) {
  const Json got = answer({{"q", "<p>sentence <b>7</b></p>"},
                           {"source", "en"},
                           {"target", "de"},
                           {"format", "html"},
                           {"alternatives", 1}});
  for (const Json& text : {got["translatedText"], got["alternatives"][0]}) {
    EXPECT_THAT(text.get<std::string>(),
                testing::AllOf(testing::StartsWith("<p>"), testing::HasSubstr("<b>"),
                               testing::EndsWith("</p>")));
  }
}

}  // namespace
}  // namespace dragoman

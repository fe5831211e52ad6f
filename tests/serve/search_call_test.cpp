#include "serve/search_call.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "serve/messages.h"
#include "serve/refusal.h"
#include "serve/small_translator.h"

namespace dragoman {
namespace {

using testing::HasSubstr;

class SearchCalls : public testing::Test {
 protected:
  std::unique_ptr<SearchCall> call(const std::string& body) {
    return std::make_unique<SearchCall>(parse_search_request(Fields::of_json(body), {}), models_,
                                        service_, nullptr);
  }

  Json scores(const std::string& body, std::function<bool()> has_left = nullptr) {
    return score_texts(parse_score_request(Fields::of_json(body), {}), models_, service_,
                       std::move(has_left));
  }

  const std::shared_ptr<const Translator> translator_ = small_translator();
  const ServedModels models_{{served("en", "de", translator_)}};
  Counters counters_;
  SearchService service_{{}, counters_};
};

TEST_F(SearchCalls, AnswerWithWhatWasAskedForAndNoMore) {
  const Json plain = call(R"({"text": "sentence 7"})")->answer()["translations"][0];
  EXPECT_EQ(plain["text"], translator_->translate({"sentence 7"}).front().text);
  EXPECT_FALSE(plain.contains("words"));
  EXPECT_FALSE(plain.contains("alignment"));
  const Json all = call(R"({"text": ["", "sentence 7"], "words": true, "alignment": true})")
                       ->answer()["translations"];
  EXPECT_FALSE(all[0].contains("words"));  // of nothing
  EXPECT_EQ(all[1]["words"].back()["word"], "</s>");
  EXPECT_EQ(all[1]["alignment"]["source"], (Json{"sentence", "7", "</s>"}));
}

TEST_F(SearchCalls, KeepMarkup) {
  const Json answer = call(R"({"text": "<b>sentence 7</b>", "markup": true})")->answer();
  const std::string text = answer["translations"][0]["text"];
  EXPECT_THAT(text, HasSubstr("<b>"));
  EXPECT_THAT(text, HasSubstr("</b>"));
}

TEST_F(SearchCalls, HaveTheTermsOfTheGlossaryWhereTheLineHas) {
  const Json lines =
      call(R"({"text": ["sentence 7", "7 is here"], "glossary": {"here": "longer"}})")
          ->answer()["translations"];
  EXPECT_THAT(lines[1]["text"].get<std::string>(), HasSubstr("longer"));
  EXPECT_EQ(lines[0]["score"].get<double>(), translator_->translate({"sentence 7"}).front().score);
}

TEST_F(SearchCalls, RefuseWhatTheVocabularyCannotWrite) {
  EXPECT_EQ(complaint([&] { call(R"({"text": "sentence", "terms": " "})"); }),
            "terms: the model's vocabulary cannot write ' ': leave it out");
  EXPECT_EQ(service_.state().requests, 0);
}

TEST_F(SearchCalls, AStreamIsEventsThatEndWithTheAnswer) {
  const auto streamed = call(R"({"text": "sentence 7", "stream": true})");
  std::string last;
  int events = 0;
  for (auto event = streamed->next_event(); event; event = streamed->next_event()) {
    EXPECT_TRUE(last.starts_with("event: text\ndata: {\"line\":0,") || last.starts_with(":") ||
                last.empty());
    EXPECT_TRUE(event->ends_with("\n\n"));
    last = *event;
    ++events;
  }
  EXPECT_GE(events, 1);  // a search may end before anybody has looked
  EXPECT_THAT(last, testing::StartsWith("event: answer\ndata: {\"source\":\"en\""));
}

TEST_F(SearchCalls, GiveUpWhatIsNotFinishedWhenTheyEnd) {
  call(R"({"text": "sentence 7", "stream": true})").reset();
  EXPECT_EQ(service_.state().requests, 0);
}

TEST_F(SearchCalls, ScoreAsTheTranslatorDoes) {
  const Json answer =
      scores(R"({"text": ["sentence 7", "sentence"], "translation": ["is", "here"]})");
  const auto expected = score_translations(*translator_, {"sentence 7", "sentence"}, {"is", "here"},
                                           translator_->settings());
  ASSERT_EQ(answer["scores"].size(), 2u);
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(answer["scores"][i]["log_probability"].get<double>(), expected[i].log_probability);
  }
}

TEST_F(SearchCalls, ScoreNoTextsThatAreTooLong) {
  const std::string many = std::string(3000, 'x');
  EXPECT_THAT(complaint([&] { scores(R"({"text": "sentence", "translation": ")" + many + "\"}"); }),
              HasSubstr("translation: a text has 3"));
  EXPECT_THAT(complaint([&] { scores(R"({"translation": "is", "text": ")" + many + "\"}"); }),
              HasSubstr("text: a sentence has"));
}

TEST_F(SearchCalls, ScoreATranslationOfAsManyPiecesAsASearchMayFind) {
  const SearchConfig& config = translator_->settings().config;
  const auto most = static_cast<size_t>(config.max_source_length + config.max_length_offset);
  const Vocabulary& vocabulary = translator_->vocabularies().target;
  std::string text = "x";
  while (vocabulary.encode(text).size() < most) text += 'x';
  ASSERT_EQ(vocabulary.encode(text).size(), most);
  EXPECT_EQ(scores(R"({"text": "is", "translation": ")" + text + "\"}")["scores"].size(), 1u);
  EXPECT_THAT(complaint([&] { scores(R"({"text": "is", "translation": ")" + text + "x\"}"); }),
              HasSubstr(fmt::format("has {} pieces, expected at most {}", most + 1, most)));
}

TEST_F(SearchCalls, ScoreNothingForAClientThatHasLeft) {
  EXPECT_THROW(scores(R"({"text": "sentence", "translation": "is"})", [] { return true; }),
               Refusal);
}

}  // namespace
}  // namespace dragoman

#include "serve/search_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "serve/messages.h"

namespace dragoman {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

SearchRequest parsed(const std::string& body) {
  return parse_search_request(Fields::of_json(body), {});
}

std::string wrong(const std::string& body) {
  return complaint([&] { parsed(body); });
}

TEST(SearchRequest, ChangesWhatItNamesAndNothingElse) {
  SearchSettings served;
  served.config.beam_size = 4;
  served.config.scoring.word_reward = 2;
  served.config.repetitions = {3, 2};
  const SearchSettings plain = changed(served, parsed(R"({"text": "a"})").change);
  EXPECT_EQ(plain.config, served.config);
  EXPECT_EQ(plain.n_best, 1);
  EXPECT_FALSE(plain.sampling);
  EXPECT_EQ(plain.config.repetitions.penalty, 3);
  EXPECT_EQ(plain.config.repetitions.forbidden, 2);
  const SearchSettings other = changed(
      served, parsed(R"({"text": "a", "n_best": 7, "length_normalization": 0.5, "stop": "full",
                         "coverage_penalty": 0.2, "length_penalty": "gnmt",
                         "repetition_penalty": 1.2, "no_repeat_ngram": 3})")
                  .change);
  EXPECT_EQ(other.config.beam_size, 7);
  EXPECT_EQ(other.n_best, 7);
  EXPECT_EQ(other.config.scoring.length_normalization, 0.5);
  EXPECT_EQ(other.config.scoring.length_penalty, LengthPenalty::gnmt);
  EXPECT_EQ(other.config.scoring.coverage_penalty, 0.2);
  EXPECT_EQ(other.config.scoring.word_reward, 2);
  EXPECT_EQ(other.config.stopping, Stopping::full);
  EXPECT_EQ(other.config.repetitions.penalty, 1.2);
  EXPECT_EQ(other.config.repetitions.forbidden, 3);
  const SearchSettings none = changed(
      served, parsed(R"({"text": "a", "repetition_penalty": 1, "no_repeat_ngram": 0})").change);
  EXPECT_TRUE(rules_of(none.config.repetitions).empty());
}

TEST(SearchRequest, HasSamplingPrefixTermsAndGlossary) {
  const SearchRequest request = parsed(
      R"({"text": ["a", "b"], "source": "en", "target": "de", "prefix": "Ein", "stream": true,
          "sampling": {"temperature": 0.7, "top_k": 5, "top_p": 0.9, "seed": 9007199254740992}})");
  EXPECT_EQ(request.change.sampling->temperature, 0.7);
  EXPECT_EQ(request.change.sampling->top_k, 5);
  EXPECT_EQ(request.change.sampling->top_p, 0.9);
  EXPECT_EQ(request.change.sampling->seed, 9007199254740992u);
  EXPECT_EQ(request.prefix, "Ein");
  EXPECT_TRUE(request.stream);
  const SearchRequest terms =
      parsed(R"({"text": "a", "terms": ["x"], "glossary": {"big dog": "Köter"}})");
  EXPECT_THAT(terms.terms, ElementsAre("x"));
  EXPECT_THAT(terms.glossary->targets_in("a big dog"), ElementsAre("Köter"));
}

TEST(SearchRequest, SaysWhatIsWrong) {
  EXPECT_THAT(wrong(R"({})"), HasSubstr("text: missing"));
  EXPECT_THAT(wrong(R"({"text": "a", "beam": 3})"), HasSubstr("unknown field \"beam\""));
  EXPECT_THAT(wrong(R"({"text": "a", "beam_size": 0})"), HasSubstr("an integer from 1 to 100"));
  EXPECT_THAT(wrong(R"({"text": "a\nb"})"), HasSubstr("text: a text has several lines"));
  EXPECT_THAT(wrong(R"({"text": "a", "sampling": {"top_p": 0}})"), HasSubstr("sampling.top_p"));
  EXPECT_THAT(wrong(R"({"text": "a", "sampling": {"seed": -1}})"), HasSubstr("sampling.seed"));
  EXPECT_THAT(wrong(R"({"text": "a", "sampling": {"k": 1}})"), HasSubstr("\"k\""));
  EXPECT_THAT(wrong(R"({"text": "a", "sampling": {}, "beam_size": 2})"), HasSubstr("send one"));
  EXPECT_THAT(wrong(R"({"text": "a", "sampling": {}, "terms": ["b"]})"), HasSubstr("send one"));
  EXPECT_THAT(wrong(R"({"text": "a", "beam_size": 2, "n_best": 3})"),
              HasSubstr("n_best: got 3, expected at most beam_size, 2"));
  EXPECT_THAT(wrong(R"({"text": "a", "terms": [""]})"), HasSubstr("terms"));
  EXPECT_THAT(wrong(R"({"text": "a", "glossary": {"a": " "}})"), HasSubstr("glossary"));
  EXPECT_THAT(wrong(R"({"text": "a", "prefix": ["b"]})"), HasSubstr("prefix: got an array"));
}

TEST(ScoreRequest, HasATranslationOfEachText) {
  const auto parse = [](const std::string& body) {
    return parse_score_request(Fields::of_json(body), {});
  };
  const ScoreRequest request = parse(R"({"text": "a", "translation": "b", "target": "de"})");
  EXPECT_THAT(request.translations.items, ElementsAre("b"));
  EXPECT_EQ(request.model.target, "de");
  EXPECT_THAT(complaint([&] { parse(R"({"text": ["a", "b"], "translation": "c"})"); }),
              HasSubstr("translation: got 1 texts, expected 2"));
  EXPECT_THAT(complaint([&] { parse(R"({"text": "a"})"); }), HasSubstr("translation: missing"));
  EXPECT_THAT(complaint([&] { parse(R"({"text": "a", "translation": "b", "beam_size": 2})"); }),
              HasSubstr("unknown field"));
}

}  // namespace
}  // namespace dragoman

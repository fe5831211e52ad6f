#include "dragoman/search/translator.h"

#include <gtest/gtest.h>

#include "dragoman/base/error.h"
#include "dragoman/nn/model.h"
#include "nn/thread_count.h"

namespace dragoman {
namespace {

std::vector<std::string> lines() {
  std::vector<std::string> text;
  for (int line = 0; line < 40; ++line) {
    text.push_back("sentence " + std::to_string(line * 7) +
                   (line % 3 == 0 ? " is rather longer than others" : " is here"));
  }
  return text;
}

Translator make_translator(SearchConfig search) {
  VocabularyConfig vocabulary;
  vocabulary.size = 290;
  const Vocabulary joint = Vocabulary::train(vocabulary, lines());
  ModelConfig model;
  model.embedding = {.width = 16, .tie = TyingKind::none};
  model.encoder.width = model.decoder.width = model.attention.width = 32;
  search.max_length_ratio = 1;
  return {
      make_model(model, {joint.size(), joint.size()}, 3)->stepper(), {joint, joint, true}, search};
}

std::vector<std::string> texts(const std::vector<Translation>& translations) {
  std::vector<std::string> all;
  for (const Translation& translation : translations) all.push_back(translation.text);
  return all;
}

TEST(Translator, KeepsTheOrderOfItsSources) {
  Translator translator = make_translator({});
  const std::vector<std::string> sources = lines();
  const std::vector<Translation> together = translator.translate(sources);
  ASSERT_EQ(together.size(), sources.size());
  for (size_t index = 0; index < sources.size(); index += 5) {
    const std::vector<Translation> alone = translator.translate({sources[index]});
    EXPECT_EQ(alone[0].text, together[index].text);
    EXPECT_EQ(alone[0].score, together[index].score);
  }
}

TEST(Translator, BatchSizeChangesNothing) {
  SearchConfig one, many;
  one.batch_size = 1;
  many.batch_size = 17;
  EXPECT_EQ(texts(make_translator(one).translate(lines())),
            texts(make_translator(many).translate(lines())));
}

TEST(Translator, ThreadsChangeNothing) {
  SearchConfig search;
  search.batch_size = 3;
  Translator translator = make_translator(search);
  const auto with_threads = [&](int count) {
    const ThreadCount threads(count);
    return translator.translate(lines());
  };
  const std::vector<Translation> one = with_threads(1), three = with_threads(3);
  EXPECT_EQ(texts(three), texts(one));
  for (size_t line = 0; line < one.size(); ++line) EXPECT_EQ(three[line].score, one[line].score);
}

TEST(Translator, TranslatesNothingToNothing) {
  Translator translator = make_translator({});
  EXPECT_EQ(texts(translator.translate({"", "   "})), (std::vector<std::string>{"", ""}));
  EXPECT_TRUE(translator.translate({}).empty());
}

TEST(Alternatives, AreTextsEachOnceInTheOrderOfTheirScores) {
  VocabularyConfig config;
  config.size = 290;
  const Vocabulary vocabulary = Vocabulary::train(config, lines());
  const std::vector<int64_t> whole = vocabulary.encode("sentence 7");
  Translation translation;
  translation.hypotheses = {{whole, 0, -1}, {vocabulary.encode("is here"), 0, -2}, {whole, 0, -3}};
  const std::vector<Alternative> found = alternatives(translation, vocabulary);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].text, "sentence 7");
  EXPECT_EQ(found[0].score, -1);
  EXPECT_EQ(found[1].text, "is here");
}

TEST(Translator, ReadsOnlyTheBeginningOfAnOverLongSource) {
  SearchConfig search;
  search.max_source_length = 4;
  Translator translator = make_translator(search);
  const std::string beginning = "sentence 7 is here";
  EXPECT_EQ(translator.translate({beginning + " and on and on"})[0].text,
            translator.translate({beginning + " but this is something else"})[0].text);
}

TEST(Translator, ShowsASentenceAsItGrows) {
  const Translator translator = make_translator({});
  const SourceText source{lines()[3]};
  const Translation whole = translator.translate({source}, translator.settings()).front();
  std::vector<std::string> seen;
  const auto watched = translator.translate(source, translator.settings(), [&](const auto& so_far) {
    seen.push_back(so_far);
    return true;
  });
  ASSERT_TRUE(watched.has_value());
  EXPECT_EQ(watched->text, whole.text);
  EXPECT_EQ(watched->score, whole.score);
  EXPECT_GT(seen.size(), 2u);
  EXPECT_LE(seen.front().size(), seen.back().size());
}

TEST(Translator, GivesASentenceUpWhenTold) {
  const Translator translator = make_translator({});
  int steps = 0;
  EXPECT_FALSE(translator.translate(SourceText{lines()[3]}, translator.settings(),
                                    [&](const auto&) { return ++steps < 2; }));
  EXPECT_EQ(steps, 2);
}

TEST(Translator, EveryTranslationHasItsTermsInAnyBatch) {
  SearchConfig search;
  search.beam_size = 2;
  const Translator translator = make_translator(search);
  std::vector<SourceText> sources;
  for (const std::string& line : lines()) {
    sources.push_back({line});
    if (sources.size() % 3 != 0) sources.back().terms = {"rather longer", "others"};
    if (sources.size() % 5 == 0) sources.back().prefix = "sentence 4";
  }
  const std::vector<Translation> together = translator.translate(sources, translator.settings());
  for (size_t index = 0; index < sources.size(); ++index) {
    for (const std::string& term : sources[index].terms) {
      EXPECT_NE(together[index].text.find(term), std::string::npos) << together[index].text;
    }
    EXPECT_EQ(together[index].text.rfind(sources[index].prefix, 0), 0u);
    const Translation alone = translator.translate({sources[index]}, translator.settings()).front();
    EXPECT_EQ(alone.text, together[index].text);
    EXPECT_EQ(alone.score, together[index].score);
  }
}

TEST(Translator, TermsOfOneSourceChangeNoOther) {
  const Translator translator = make_translator({});
  const std::vector<SourceText> plain = {{lines()[0]}, {lines()[1]}};
  std::vector<SourceText> with_terms = plain;
  with_terms[1].terms = {"others"};
  const SearchSettings settings = translator.settings();
  EXPECT_EQ(translator.translate(plain, settings)[0].score,
            translator.translate(with_terms, settings)[0].score);
}

TEST(Translator, TermsAreNotForSamples) {
  const Translator translator = make_translator({});
  SearchSettings settings = translator.settings();
  settings.sampling = Sampling{};
  EXPECT_THROW(translator.translate({SourceText{lines()[0], "", {"others"}}}, settings),
               InputError);
}

}  // namespace
}  // namespace dragoman

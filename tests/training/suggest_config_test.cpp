#include "dragoman/training/suggest_config.h"

#include <gmock/gmock.h>

#include "dragoman/base/error.h"
#include "dragoman/config/config_file.h"
#include "dragoman/nn/model.h"
#include "text/sample.h"

namespace dragoman {
namespace {

using testing::HasSubstr;

/// As many words on each side, of sides that use the same letters.
CorpusStatistics corpus_of(int64_t pairs, int64_t words_a_side) {
  CorpusStatistics corpus;
  corpus.pairs = pairs;
  corpus.source = corpus.target = {words_a_side, words_a_side / 10, 60};
  corpus.both = {2 * words_a_side, words_a_side / 5, 70};
  corpus.letters_in_common = 0.8;
  return corpus;
}

Config suggested(int64_t pairs, int64_t words_a_side, int64_t length = 25) {
  const CorpusStatistics corpus = corpus_of(pairs, words_a_side);
  return suggest_config(corpus, suggest_vocabulary(corpus), length).config;
}

TEST(SuggestVocabulary, LearnsAPieceForSoManyWords) {
  CorpusStatistics corpus = corpus_of(1, 1);
  corpus.both = {288'086, 3'579, 66};  // different words decide: 260 + 66 + 894
  EXPECT_EQ(suggest_vocabulary(corpus).size, 1220);
  corpus.both = {667'403, 39'491, 101};  // running words do: 260 + 101 + 6674 = 7035
  EXPECT_EQ(suggest_vocabulary(corpus).size, 7040);
  corpus.both = {100'000'000, 1'000'000, 1000};
  EXPECT_EQ(suggest_vocabulary(corpus).size, 33'260);
}

TEST(SuggestVocabulary, IsJointWhereLettersAreShared) {
  CorpusStatistics corpus = corpus_of(1, 1);
  corpus.source = {10'000, 1'000, 30};   // 260 + 30 + 100
  corpus.target = {10'000, 10'000, 50};  // 260 + 50 + 100
  corpus.both = {20'000, 11'000, 80};
  EXPECT_TRUE(suggest_vocabulary(corpus).joint);
  EXPECT_EQ(suggest_vocabulary(corpus).size, 540);
  corpus.letters_in_common = 0.49;
  EXPECT_FALSE(suggest_vocabulary(corpus).joint);
  EXPECT_EQ(suggest_vocabulary(corpus).size, 410);
}

TEST(SuggestVocabulary, LeavesTheRarestOfManyCharactersToBytes) {
  CorpusStatistics corpus = corpus_of(1, 1);
  corpus.both = {10'000, 10'000, 1000};
  EXPECT_EQ(suggest_vocabulary(corpus).character_coverage, 1);
  EXPECT_EQ(suggest_vocabulary(corpus).size, 1360);
  corpus.both.distinct_characters = 4000;
  EXPECT_EQ(suggest_vocabulary(corpus).character_coverage, 0.9995);
  EXPECT_EQ(suggest_vocabulary(corpus).size, 4360);
}

TEST(SuggestConfig, WidthsAndDropoutGrowWithTheText) {
  const auto expect = [](int64_t words, int64_t width, double rate, double dropout) {
    const Config config = suggested(10'000, words);
    EXPECT_EQ(config.model.embedding.width, width) << words;
    EXPECT_EQ(config.model.encoder.width, width) << words;
    EXPECT_EQ(config.model.attention.width, width) << words;
    EXPECT_EQ(config.model.decoder.width, width) << words;
    EXPECT_EQ(config.optimizer.learning_rate, rate) << words;
    EXPECT_EQ(config.model.dropout.input, dropout) << words;
    EXPECT_EQ(config.model.dropout.output, dropout) << words;
  };
  expect(49'999, 128, 0.004, 0.2);
  expect(50'000, 256, 0.004, 0.2);
  expect(999'999, 256, 0.004, 0.2);
  expect(1'000'000, 512, 0.002, 0.2);
  expect(10'000'000, 512, 0.002, 0.1);
}

TEST(SuggestConfig, TheLengthFitsThePairsWithinReason) {
  EXPECT_EQ(suggested(100, 1000, 3).data.max_length, 20);
  EXPECT_EQ(suggested(100, 1000, 40).data.max_length, 40);
  EXPECT_EQ(suggested(100, 1000, 41).data.max_length, 50);
  EXPECT_EQ(suggested(100, 1000, 3000).data.max_length, 250);
}

TEST(SuggestConfig, BatchesLeaveFiftyUpdatesAnEpochAndFitMemory) {
  EXPECT_EQ(suggested(3'200, 1000).batch.size, 64);
  EXPECT_EQ(suggested(3'199, 1000).batch.size, 32);
  EXPECT_EQ(suggested(800, 1000).batch.size, 16);
  EXPECT_EQ(suggested(50, 1000).batch.size, 8);
  EXPECT_EQ(suggested(1'000'000, 1000, 250).batch.size, 16);
}

TEST(SuggestConfig, EpochsAreAsManyAsTheUpdatesNeed) {
  const Config middle = suggested(13'300, 144'000);  // 208 updates an epoch
  EXPECT_EQ(middle.training.max_epochs, 24);
  EXPECT_EQ(middle.schedule.warmup, 249);
  EXPECT_EQ(middle.validation.every, 0);
  EXPECT_EQ(middle.validation.patience, 0) << "the rate falls until the end";
  const Config large = suggested(1'000'000, 20'000'000);  // 15,625
  EXPECT_EQ(large.training.max_epochs, 3);
  EXPECT_EQ(large.schedule.warmup, 1000);
  EXPECT_EQ(large.validation.every, 2000);
  // 937 an epoch; the widest models train for 10,000.
  EXPECT_EQ(suggested(60'000, 20'000'000).training.max_epochs, 11);
  const Config tiny = suggested(100, 1000);  // 13
  EXPECT_EQ(tiny.training.max_epochs, 100);
  EXPECT_EQ(tiny.schedule.warmup, 65);
}

TEST(SuggestConfig, SaysWhyAndIsAcceptedAsItIsWritten) {
  for (const double common : {0.8, 0.1}) {
    CorpusStatistics corpus = corpus_of(29'000, 333'700);
    corpus.letters_in_common = common;
    corpus.both.distinct_characters = 3000;
    Suggestion suggestion = suggest_config(corpus, suggest_vocabulary(corpus), 37);
    DataConfig& data = suggestion.config.data;
    data.train_source = data.train_target = data.valid_source = data.valid_target = "text";
    const std::string written = write_explained(suggestion.config, suggestion.reasons);
    EXPECT_THAT(written, HasSubstr("# 29,000 pairs, 11.5 words a source line"));
    EXPECT_THAT(written, HasSubstr("# 99.5 % of the pairs have at most 37 pieces"));
    EXPECT_EQ(parse_config(written, "test", {}, model_choices()), suggestion.config);
  }
}

TEST(SuggestConfig, GivesTheReasonsOfItsWidth) {
  const auto reasons = [](int64_t words) {
    const CorpusStatistics corpus = corpus_of(10'000, words);
    return suggest_config(corpus, suggest_vocabulary(corpus), 25).reasons;
  };
  auto narrow = reasons(999'999), usual = reasons(1'000'000), large = reasons(10'000'000);
  EXPECT_EQ(narrow["optimizer.learning_rate"], "narrow layers bear a high rate");
  EXPECT_EQ(usual["optimizer.learning_rate"], "as high as this width bears");
  EXPECT_EQ(narrow["model.embedding.width"],
            "999,999 words a side: a wider model takes longer, and overfits sooner");
  EXPECT_EQ(usual["model.embedding.width"], "1,000,000 words a side: enough for this width");
  EXPECT_EQ(usual["model.dropout.input"], "against learning by heart");
  EXPECT_EQ(large["model.dropout.input"], "with so many words little is learned by heart");
}

TEST(SuggestFor, LooksAtTheText) {
  const TriedSuggestion found = suggest_for(sample_corpus());
  EXPECT_EQ(found.sample.source, sample_corpus().source);
  EXPECT_EQ(found.vocabularies.source.size(), found.suggestion.config.vocabulary.size);
  EXPECT_TRUE(found.suggestion.config.vocabulary.joint);
  EXPECT_THAT(found.suggestion.reasons.at("data.train_source"), HasSubstr("6 pairs"));
}

TEST(SuggestFor, TakesTheVocabularyThatTheTextAllows) {
  const std::vector<std::string> lines(20, "a a a");
  const TriedSuggestion found = suggest_for({lines, lines});
  EXPECT_GT(found.suggestion.config.vocabulary.size, 260);
  EXPECT_LT(found.suggestion.config.vocabulary.size, 270);  // as the rule says
  EXPECT_EQ(found.vocabularies.source.size(), found.suggestion.config.vocabulary.size);
}

TEST(SuggestFor, LeavesTheSizeOpenWhereEachSideAllowsAnother) {
  ParallelCorpus corpus = sample_corpus();
  corpus.target.assign(corpus.size(), "да да да");
  const Suggestion suggestion = suggest_for(corpus).suggestion;
  EXPECT_FALSE(suggestion.config.vocabulary.joint);
  EXPECT_EQ(suggestion.config.vocabulary.size, 0);
  EXPECT_THAT(suggestion.reasons.at("vocabulary.size"), HasSubstr("as each side's text allows"));
}

TEST(SuggestFor, RefusesATextWithoutAny) {
  EXPECT_THROW(suggest_for({{" ", ""}, {"", " "}}), InputError);
}

}  // namespace
}  // namespace dragoman

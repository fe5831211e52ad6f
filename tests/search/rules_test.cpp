#include "dragoman/search/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/text/words.h"
#include "search/table_scores.h"

namespace dragoman {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

std::vector<int64_t> words_after(const WordRule& rule, const std::vector<int64_t>& words) {
  NextWords next;
  rule.apply(words, next);
  TableScores scores(std::vector<double>(9, -2));
  std::vector<int64_t> allowed;
  for (const NextWord& word : next.all(scores)) allowed.push_back(word.word);
  return allowed;
}

TEST(RepetitionPenalty, MultipliesTheLogProbabilityOfWhatWasSaid) {
  NextWords next;
  RepetitionPenalty(1.5).apply({4, 6, 4}, next);
  TableScores scores(std::vector<double>(7, -2));
  const std::vector<NextWord> words = next.all(scores);
  EXPECT_DOUBLE_EQ(words[4].merit(), -3);
  EXPECT_DOUBLE_EQ(words[5].merit(), -2);
  EXPECT_DOUBLE_EQ(words[6].merit(), -3);
}

TEST(NoRepeatedNgram, ForbidsTheWordThatWouldRepeatOne) {
  EXPECT_THAT(words_after(NoRepeatedNgram(3), {4, 5, 6, 4, 5}),
              ElementsAre(0, 1, 2, 3, 4, 5, 7, 8));
  EXPECT_THAT(words_after(NoRepeatedNgram(2), {4, 5, 4}), ElementsAre(0, 1, 2, 3, 4, 6, 7, 8));
  EXPECT_THAT(words_after(NoRepeatedNgram(1), {4, 5}), ElementsAre(0, 1, 2, 3, 6, 7, 8));
  EXPECT_EQ(words_after(NoRepeatedNgram(3), {4, 5}).size(), 9u);
  EXPECT_EQ(words_after(NoRepeatedNgram(2), {}).size(), 9u);
}

class PrefixOfText : public testing::Test {
 protected:
  PrefixOfText() {
    std::vector<std::string> lines;
    for (int line = 0; line < 30; ++line) {
      lines.push_back("ein Mann und eine Frau " + std::to_string(line));
    }
    VocabularyConfig config;
    config.size = 284;
    vocabulary_ = Vocabulary::train(config, lines);
    spellings_ = spellings_of(*vocabulary_);
  }

  /// Every text that takes the first, or the last, allowed word at each step.
  std::string written(const std::string& prefix, bool last) const {
    const Prefix rule(*vocabulary_, spellings_, prefix);
    std::vector<int64_t> words;
    TableScores scores(std::vector<double>(static_cast<size_t>(vocabulary_->size()), -2));
    for (int step = 0; step < 20; ++step) {
      NextWords next;
      rule.apply(words, next);
      const std::vector<NextWord> allowed = next.all(scores);
      if (allowed.size() == static_cast<size_t>(vocabulary_->size())) break;
      words.push_back((last ? allowed.back() : allowed.front()).word);
    }
    return vocabulary_->decode(words);
  }

  std::optional<Vocabulary> vocabulary_;
  std::shared_ptr<const std::vector<std::string>> spellings_;
};

TEST_F(PrefixOfText, EveryTranslationBeginsWithIt) {
  for (const std::string prefix : {"ein", "ein M", "ein Mann un", "e", "eine Frau 12"}) {
    EXPECT_THAT(written(prefix, false), StartsWith(prefix));
    EXPECT_THAT(written(prefix, true), StartsWith(prefix));
  }
}

TEST_F(PrefixOfText, ASpaceBehindItEndsTheWord) {
  for (const bool last : {false, true}) {
    const std::string text = written("ein Man ", last);
    EXPECT_THAT(text, StartsWith("ein Man"));
    EXPECT_FALSE(text.size() > 7 && (is_of_word(static_cast<char32_t>(text[7])) || text[7] == '-'))
        << text;
  }
}

TEST_F(PrefixOfText, SaysNothingOfWhatComesBehindIt) {
  const Prefix rule(*vocabulary_, spellings_, "ein Mann");
  std::vector<int64_t> words = vocabulary_->encode("ein Mann und");
  NextWords next;
  rule.apply(words, next);
  TableScores scores(std::vector<double>(static_cast<size_t>(vocabulary_->size()), -2));
  EXPECT_EQ(next.all(scores).size(), static_cast<size_t>(vocabulary_->size()));
}

TEST_F(PrefixOfText, CharactersThatTheVocabularyLacksComeAsItWritesThem) {
  const Prefix rule(*vocabulary_, spellings_, "ein 猫");
  const std::vector<int64_t> pieces = vocabulary_->encode("ein 猫");
  NextWords next;
  rule.apply({pieces.begin(), pieces.end() - 1}, next);
  TableScores scores(std::vector<double>(static_cast<size_t>(vocabulary_->size()), -2));
  ASSERT_EQ(next.all(scores).size(), 1u);
  EXPECT_EQ(next.all(scores)[0].word, pieces.back());
}

}  // namespace
}  // namespace dragoman

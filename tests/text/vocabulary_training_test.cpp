#include "text/vocabulary_training.h"

#include <gmock/gmock.h>

#include "text/sample.h"
#include "text/scratch.h"

namespace dragoman {
namespace {

using testing::HasSubstr;

std::string training_error(VocabularyConfig config, const std::vector<std::string>& lines) {
  return input_error([&] { train_sentencepiece(config, lines); });
}

TEST(VocabularyTraining, SaysWhichSizeThePossibleOneIs) {
  for (const SubwordKind kind : {SubwordKind::unigram, SubwordKind::bpe}) {
    VocabularyConfig config = sample_config(kind);
    config.size = 8000;
    const std::string message = training_error(config, sample_corpus().source);
    EXPECT_THAT(message,
                HasSubstr("vocabulary.size is 8000, but the training text allows at most "));
    config.size = std::stoi(message.substr(message.rfind("most ") + 5));
    EXPECT_NO_THROW(train_sentencepiece(config, sample_corpus().source));
  }
}

TEST(VocabularyTraining, SaysWhichSizeIsNeeded) {
  for (const SubwordKind kind : {SubwordKind::unigram, SubwordKind::bpe}) {
    VocabularyConfig config = sample_config(kind);
    config.size = 100;  // fewer than the 256 bytes
    EXPECT_THAT(training_error(config, sample_corpus().source), HasSubstr("raise it"));
  }
}

TEST(VocabularyTraining, ChoosesTheLargestPossibleSizeWhereNoneIsGiven) {
  for (const SubwordKind kind : {SubwordKind::unigram, SubwordKind::bpe}) {
    VocabularyConfig config = sample_config(kind);
    config.size = VocabularyConfig::automatic_size;
    const std::string message = training_error(config, sample_corpus().source);
    config.size = 0;
    const std::string chosen = train_sentencepiece(config, sample_corpus().source);
    config.size = std::stoi(message.substr(message.rfind("most ") + 5));
    EXPECT_EQ(chosen, train_sentencepiece(config, sample_corpus().source));
  }
}

TEST(VocabularyTraining, NeedsVisibleText) {
  const std::vector<std::vector<std::string>> unusable = {
      {},
      {"", " ", "\t"},
      {"\u3000", "\u200B", "\u00A0", "\uFEFF", "\uFFFD", "\xFF"},
      {"reserved \u2585"},
      {std::string(5000, 'a')}};
  for (const auto& lines : unusable) {
    for (const SubwordKind kind : {SubwordKind::unigram, SubwordKind::bpe}) {
      EXPECT_THAT(training_error(sample_config(kind), lines), HasSubstr("training text is empty"));
    }
  }
}

TEST(VocabularyTraining, PassesOverLinesItCannotUse) {
  std::vector<std::string> lines = sample_corpus().source;
  lines.insert(lines.end(), {"", std::string(100'000, 'q'), "\xFF\xFE broken", "a \u2585 b"});
  EXPECT_NO_THROW(train_sentencepiece(sample_config(), lines));
}

TEST(VocabularyTraining, IsQuiet) {
  testing::internal::CaptureStderr();
  testing::internal::CaptureStdout();
  train_sentencepiece(sample_config(), sample_corpus().source);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
}

}  // namespace
}  // namespace dragoman

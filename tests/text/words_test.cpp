#include "dragoman/text/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dragoman {
namespace {

using testing::ElementsAre;

TEST(Words, AreWhatWhiteSpaceDivides) {
  VocabularyConfig config;
  const Vocabulary vocabulary =
      Vocabulary::train(config, {"the dog sees the cat", "a cat sees a dog", "dogs and cats"});
  const std::vector<int64_t> ids = vocabulary.encode("the dogs  see cats");
  const Words words = words_of(vocabulary, ids);
  EXPECT_THAT(words.text, ElementsAre("the", "dogs", "see", "cats"));
  ASSERT_EQ(words.of_piece.size(), ids.size());
  EXPECT_TRUE(std::is_sorted(words.of_piece.begin(), words.of_piece.end()));
  EXPECT_EQ(words.of_piece.back(), 3);
}

TEST(Words, OfNoPiecesAreNone) {
  const Vocabulary vocabulary = Vocabulary::train({}, {"a b", "b a"});
  EXPECT_TRUE(words_of(vocabulary, {}).text.empty());
}

TEST(Words, UnknownAreThoseWithACharacterOfNoPiece) {
  const Vocabulary vocabulary = Vocabulary::train({}, {"a dog sees", "the dogs see a dog"});
  EXPECT_THAT(unknown_words(vocabulary, vocabulary.encode("a dog sees")), ElementsAre());
  EXPECT_THAT(unknown_words(vocabulary, vocabulary.encode("a 狗狗 sees dog狗 the 🐕")),
              ElementsAre(1, 3, 5));
}

}  // namespace
}  // namespace dragoman
